#pragma once

#include "base/result.h"
#include "study/figure.h"

namespace orrery::study {

/// Turns rows of signal, week, account (0 for all together), numerator and denominator into a table
/// of the weeks in which a signal's share stands out, and on how many accounts that hangs: see
/// spike.h. No row tells of an account. A signal without such a week has a row that says so.
[[nodiscard]] Status spike_table(FigureResult& figure);

}  // namespace orrery::study
