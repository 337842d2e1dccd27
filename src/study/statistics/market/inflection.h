#pragma once

#include "base/result.h"
#include "study/figure.h"

namespace orrery::study {

/// Turns rows of week, series (a model) and value (its tokens) into the effective number of models
/// of each week, of all and without the model that is largest over all weeks, and reads whether the
/// market opened up: see change_points.h. Says of each change of the mean what it is, adds the
/// number of those that are inflections, and for these the means before and after as lines (x in
/// milliseconds since 1970, UTC) and the week as an event.
[[nodiscard]] Status market_inflection(FigureResult& figure);

}  // namespace orrery::study
