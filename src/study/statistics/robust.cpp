#include "study/statistics/robust.h"

#include <cmath>

#include "study/statistics/market/segments.h"

namespace orrery::study {

double median(std::vector<double> values) {
    return quantile(std::move(values), 0.5);
}

double scaled_mad(std::span<const double> values) {
    constexpr double normal_consistency = 1.4826;
    const double centre = median({values.begin(), values.end()});
    std::vector<double> deviations;
    for (const double value : values) {
        deviations.push_back(std::abs(value - centre));
    }
    return normal_consistency * median(std::move(deviations));
}

}  // namespace orrery::study
