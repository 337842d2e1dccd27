#pragma once

#include "base/result.h"
#include "study/figure.h"

namespace orrery::study {

/// Distance of log10 prices within which a point counts as lying on the median.
inline constexpr double on_the_line_max = 0.02;

/// Names each point's quadrant (column `quadrant`) by the medians of `price` and `value` over all
/// points, adds the medians as statistics and as lines. Points without a cost are left out before,
/// and said to be (STUDY, section 3).
[[nodiscard]] Status price_quadrants(FigureResult& figure);

}  // namespace orrery::study
