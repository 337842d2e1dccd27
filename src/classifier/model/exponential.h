#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

namespace orrery::classifier {

/// Returns e^x to a relative error below 1e-12, from additions and multiplications alone, so that
/// every machine gives the same bits whatever its libm. Below -700 it is 0, above 700 as for 700.
/// REQUIRES: compiled with -ffp-contract=off.
[[nodiscard]] inline double exponential(double x) {
    if (!(x > -700)) {
        return 0;
    }
    x = x < 700 ? x : 700;
    constexpr double log2_e = 1.4426950408889634;
    constexpr double ln2_high = 0.693147180369123816490;  // Cody and Waite's split of ln 2.
    constexpr double ln2_low = 1.90821492927058770002e-10;
    const double shifted = x * log2_e + (x < 0 ? -0.5 : 0.5);
    const auto power = static_cast<std::int64_t>(shifted);
    const double rest =
        (x - static_cast<double>(power) * ln2_high) - static_cast<double>(power) * ln2_low;
    constexpr std::array<double, 12> inverse{1.0,     1.0,     1.0 / 2,  1.0 / 3,
                                             1.0 / 4, 1.0 / 5, 1.0 / 6,  1.0 / 7,
                                             1.0 / 8, 1.0 / 9, 1.0 / 10, 1.0 / 11};
    double sum = 1;  // Horner's form of the Taylor series: 1 + x (1 + x/2 (1 + x/3 (...))).
    for (std::size_t i = inverse.size() - 1; i > 0; --i) {
        sum = 1 + rest * inverse[i] * sum;
    }
    return sum * std::bit_cast<double>(static_cast<std::uint64_t>(power + 1023) << 52U);
}

/// Returns the natural logarithm of a positive number, to a relative error below 1e-12, in the same
/// way: three steps of Newton's method on exponential().
[[nodiscard]] inline double logarithm(double x) {
    if (!(x > 1e-300)) {
        return -690;
    }
    const auto bits = std::bit_cast<std::uint64_t>(x);
    double guess =
        0.6931471805599453 * (static_cast<double>(bits >> 52U) - 1023 +
                              static_cast<double>(bits & 0xFFFFFFFFFFFFFU) / 4503599627370496.0);
    for (int step = 0; step < 3; ++step) {
        guess += 2 * (x - exponential(guess)) / (x + exponential(guess));  // Halley's step.
    }
    return guess;
}

}  // namespace orrery::classifier
