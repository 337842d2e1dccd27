#pragma once

#include "base/result.h"
#include "study/figure.h"

namespace orrery::study {

/// Rows of each kind that a table of movers names; all others are one row.
inline constexpr std::size_t movers_max = 5;

/// Turns rows of a name (the first column), the week, `weeks_ago` (0 to 3), tokens and n into a
/// table of what rose and fell in week 0: by the change of the share of the week's tokens since the
/// week before, which must be there, and beside it since the mean share of the three weeks before,
/// unknown unless all three are there. What had no tokens in a week that is there had a share of 0.
/// Tokens without a name and all that moved less are the row `other`. Marks the week as an event.
[[nodiscard]] Status movers(FigureResult& figure);

}  // namespace orrery::study
