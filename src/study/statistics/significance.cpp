#include "study/statistics/significance.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <numeric>

namespace orrery::study {
namespace {

namespace policies = boost::math::policies;

/// Has Boost answer NaN or infinity where it would raise an exception by default.
using QuietPolicy = policies::policy<policies::domain_error<policies::ignore_error>,
                                     policies::pole_error<policies::ignore_error>,
                                     policies::overflow_error<policies::ignore_error>,
                                     policies::evaluation_error<policies::ignore_error>,
                                     policies::rounding_error<policies::ignore_error>>;

}  // namespace

Interval wilson_interval(std::int64_t hits, std::int64_t trials) {
    if (trials <= 0) {
        return {0, 1};
    }
    const auto n = static_cast<double>(trials);
    const double share = static_cast<double>(hits) / n;
    const double z2 = normal_975 * normal_975;
    const double centre = (share + z2 / (2 * n)) / (1 + z2 / n);
    const double margin =
        normal_975 * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n);
    // Rounding would leave a bound of 1e-17 where none or all of the trials hit.
    return {hits == 0 ? 0 : centre - margin, hits == trials ? 1 : centre + margin};
}

double student_t_upper(double t, double freedom) {
    const boost::math::students_t_distribution<double, QuietPolicy> distribution(freedom);
    return boost::math::cdf(boost::math::complement(distribution, t));
}

double student_t_975(double freedom) {
    const boost::math::students_t_distribution<double, QuietPolicy> distribution(freedom);
    return boost::math::quantile(distribution, 0.975);
}

double mcnemar_rise(std::int64_t gained, std::int64_t lost) {
    if (gained <= 0) {
        return 1;
    }
    return boost::math::ibeta(static_cast<double>(gained), static_cast<double>(lost) + 1, 0.5,
                              QuietPolicy());
}

std::vector<double> benjamini_hochberg(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t at) { return p_values[at]; });
    std::vector<double> adjusted(p_values.size());
    double least = 1;
    for (std::size_t rank = order.size(); rank > 0; --rank) {
        const std::size_t at = order[rank - 1];
        // The factor first: of the largest p it is exactly 1.
        const double factor = static_cast<double>(order.size()) / static_cast<double>(rank);
        least = std::min(least, p_values[at] * factor);
        adjusted[at] = least;
    }
    return adjusted;
}

}  // namespace orrery::study
