#include "study/statistics/ratio.h"

#include <algorithm>
#include <cmath>

namespace orrery::study {

RatioError ratio_error(std::span<const ClusterSum> accounts, double ratio, double base_total) {
    const auto count = static_cast<double>(accounts.size());
    if (accounts.size() < 2 || base_total <= 0) {
        return {};
    }
    double sum = 0;
    double squares = 0;
    double squared_bases = 0;
    for (const ClusterSum& account : accounts) {
        const double residual = account.amount - ratio * account.base;
        sum += residual;
        squares += residual * residual;
        squared_bases += account.base * account.base;
    }
    const double spread = std::max(0.0, squares - sum * sum / count);
    return {count / (count - 1) * spread / (base_total * base_total), count - 1,
            squared_bases > 0 ? base_total * base_total / squared_bases : 0};
}

Interval share_interval(double share, const RatioError& error) {
    if (error.freedom <= 0) {
        return {0, 1};
    }
    const double t = student_t_975(error.freedom);
    // Where few accounts carry the sample, their residuals tell too small a variance.
    const double size = error.variance > 0
                            ? std::min(share * (1 - share) / error.variance, error.effective_size)
                            : error.effective_size;
    if (size <= 0) {
        return {0, 1};
    }
    const double t2 = t * t;
    const double centre = (share + t2 / (2 * size)) / (1 + t2 / size);
    const double margin =
        t * std::sqrt(share * (1 - share) / size + t2 / (4 * size * size)) / (1 + t2 / size);
    return {std::max(0.0, centre - margin), std::min(1.0, centre + margin)};
}

Interval mean_interval(double mean, const RatioError& error) {
    const double margin = student_t_975(error.freedom) * std::sqrt(error.variance);
    return {std::max(0.0, mean - margin), mean + margin};
}

}  // namespace orrery::study
