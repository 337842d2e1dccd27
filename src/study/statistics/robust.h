#pragma once

#include <span>
#include <vector>

namespace orrery::study {

/// Returns the median; the mean of the middle two of an even count, 0 of nothing.
[[nodiscard]] double median(std::vector<double> values);

/// Returns 1.4826 times the median absolute deviation from the median, which estimates the
/// standard deviation of normal values and is not moved by wild ones: Hampel (1974), JASA 69, 383.
[[nodiscard]] double scaled_mad(std::span<const double> values);

}  // namespace orrery::study
