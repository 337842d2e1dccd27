#pragma once

#include <span>

#include "study/statistics/significance.h"

namespace orrery::study {

/// What one sampled account brings to a ratio: its sums over drawn generations, each weighted by
/// the inverse of the probability that it was drawn.
struct ClusterSum {
    double amount = 0;  ///< Of the numerator.
    double base = 0;    ///< Of the denominator.
};

/// The error of a ratio of two weighted sums: Hájek (1971), in Foundations of Statistical
/// Inference, 236.
struct RatioError {
    double variance = 0;
    double freedom = 0;         ///< Sampled accounts less one.
    double effective_size = 0;  ///< Accounts of equal weight that would say as much: Kish (1965);
                                ///< more of them where a part was not sampled but counted.
};

/// Returns the error of `ratio` = sum of amounts / `base_total` by linearization, accounts being
/// the clusters: Woodruff (1971), JASA 66, 411. `base_total` also holds what was not sampled, which
/// has no error. Accounts are drawn as wholes for this purpose, so that what is alike within an
/// account is not taken for many observations. No freedom with fewer than two accounts.
[[nodiscard]] RatioError ratio_error(std::span<const ClusterSum> accounts, double ratio,
                                     double base_total);

/// Returns the 95 % interval of a share: Wilson's score interval at the sample size that has the
/// share's variance, with t for z: Korn and Graubard (1998), Survey Methodology 24, 193; but at no
/// larger size than the effective one, for variances of heavy-tailed samples come out too small.
/// All of 0..1 where nothing is known.
[[nodiscard]] Interval share_interval(double share, const RatioError& error);

/// Returns the 95 % t interval of a mean, not below 0. REQUIRES: freedom > 0.
[[nodiscard]] Interval mean_interval(double mean, const RatioError& error);

}  // namespace orrery::study
