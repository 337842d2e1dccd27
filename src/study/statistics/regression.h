#pragma once

#include <optional>
#include <span>

namespace orrery::study {

/// A straight line fitted to points, y = intercept + slope x.
struct Regression {
    double intercept = 0;
    double slope = 0;
    double slope_error = 0;  ///< HC3 standard error of the slope.
    double slope_lower = 0;  ///< 95 % interval, t with n - 2 degrees of freedom.
    double slope_upper = 0;
    double r_squared = 0;
    std::size_t points = 0;
};

/// Fits by ordinary least squares. The standard error allows for unequal variances: HC3,
/// MacKinnon and White (1985), J. Econometrics 29, 305. Nothing with fewer than 3 points or when
/// all x are equal.
[[nodiscard]] std::optional<Regression> ordinary_least_squares(std::span<const double> x,
                                                               std::span<const double> y);

/// Returns Spearman's rank correlation, ties by mean rank; nothing where a variable is constant.
[[nodiscard]] std::optional<double> spearman(std::span<const double> x, std::span<const double> y);

/// Returns the median of the slopes of all pairs (Theil 1950, Sen 1968); nothing without a pair
/// of different x. Costs n^2 / 2 slopes.
[[nodiscard]] std::optional<double> theil_sen(std::span<const double> x, std::span<const double> y);

}  // namespace orrery::study
