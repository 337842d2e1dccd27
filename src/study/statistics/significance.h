#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace orrery::study {

/// The 97.5 % quantile of the normal distribution.
inline constexpr double normal_975 = 1.959963984540054;

struct Interval {
    double lower = 0;
    double upper = 0;
};

/// Returns the 95 % score interval of a share, hits / trials: Wilson (1927), JASA 22, 209. All of
/// 0..1 where there is no trial.
[[nodiscard]] Interval wilson_interval(std::int64_t hits, std::int64_t trials);

/// Returns P(T >= t) of Student's t with `freedom` > 0 degrees of freedom.
[[nodiscard]] double student_t_upper(double t, double freedom);

/// Returns the 97.5 % quantile of Student's t with `freedom` > 0 degrees of freedom.
[[nodiscard]] double student_t_975(double freedom);

/// Returns the one-sided p-value of a rise among pairs of which `gained` went from no to yes and
/// `lost` from yes to no: McNemar (1947), Psychometrika 12, 153, by the exact binomial tail
/// P(X >= gained), X ~ Bin(gained + lost, 1/2). Pairs that stayed as they were say nothing.
[[nodiscard]] double mcnemar_rise(std::int64_t gained, std::int64_t lost);

/// Returns the adjusted p-values (q) in the order given: rejecting q <= a bounds the expected share
/// of false rejections by a. Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57, 289.
[[nodiscard]] std::vector<double> benjamini_hochberg(std::span<const double> p_values);

}  // namespace orrery::study
