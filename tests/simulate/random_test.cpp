#include "simulate/random.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace orrery::simulate {
namespace {

/// The first output of SplitMix64 seeded with zero, as its authors give it.
TEST(Random, mixes_as_splitmix64_does) {
    EXPECT_EQ(mix(0), 0xe220a8397b1dcdafULL);
}

/// Worlds are addresses of these hashes: a change here changes every world of every seed.
TEST(Random, gives_the_same_numbers_for_ever) {
    EXPECT_EQ(key_of(7), 7U) << "no key, no mixing";
    EXPECT_EQ(key_of(1, 2, 3), 0xbca402f674ddd08dULL);
    EXPECT_EQ(key_of(1, 3, 2), 0x9678f88d73ae2751ULL) << "the order of keys counts";
    EXPECT_EQ(key_of(1, -1), 0xf3203e9039f4a821ULL);
    EXPECT_DOUBLE_EQ(uniform(1, 2, 3), 0.7368776179981674);
}

RC_GTEST_PROP(Random, uniform_lies_between_zero_and_one_exclusive, (std::uint64_t hash)) {
    RC_ASSERT(unit(hash) > 0 && unit(hash) < 1);
}

TEST(Random, uniform_has_no_end_point) {
    EXPECT_GT(unit(0), 0);
    EXPECT_LT(unit(~std::uint64_t{0}), 1);
}

/// Twenty bins of 100,000 numbers at neighbouring addresses: chi-squared of 19 degrees of freedom
/// passes 43.8 once in a thousand.
TEST(Random, uniform_is_even_over_neighbouring_addresses) {
    constexpr int count = 100'000;
    std::array<int, 20> bins{};
    for (int i = 0; i < count; ++i) {
        ++bins[static_cast<std::size_t>(20 * uniform(42, i))];
    }
    double chi_squared = 0;
    for (const int bin : bins) {
        chi_squared += std::pow(bin - count / 20.0, 2) / (count / 20.0);
    }
    EXPECT_LT(chi_squared, 43.8);
}

TEST(Random, neighbouring_addresses_do_not_correlate) {
    double sum = 0;
    for (int i = 0; i < 100'000; ++i) {
        sum += (uniform(42, i) - 0.5) * (uniform(42, i + 1) - 0.5) * 12;
    }
    EXPECT_NEAR(sum / 100'000, 0, 0.015);
}

TEST(Random, normal_quantile_meets_known_values) {
    const std::pair<double, double> known[] = {{0.5, 0.0},
                                               {0.975, 1.9599639845400536},
                                               {0.3, -0.5244005127080407},
                                               {0.02, -2.0537489106318225},
                                               {0.001, -3.090232306167813},
                                               {1e-9, -5.9978070150076865}};
    for (const auto& [p, quantile] : known) {
        EXPECT_NEAR(normal_quantile(p), quantile, 1.2e-8) << p;
    }
}

RC_GTEST_PROP(Random, normal_quantile_inverts_the_distribution, (std::uint64_t hash)) {
    const double p = unit(hash);
    const double back = std::erfc(-normal_quantile(p) / std::sqrt(2.0)) / 2;
    RC_ASSERT(std::abs(back - p) < 1e-8);
}

TEST(Random, poisson_inverts_its_distribution) {
    // exp(-1.6) = 0.2019, with one event 0.5249.
    EXPECT_EQ(poisson(1.6, 0.2), 0);
    EXPECT_EQ(poisson(1.6, 0.21), 1);
    EXPECT_EQ(poisson(1.6, 0.53), 2);
    EXPECT_EQ(poisson(0, 0.999999), 0) << "no mean, no event";
    EXPECT_EQ(poisson(10, 1 - 1e-16), 20) << "twenty are the most";
}

TEST(Random, poisson_has_its_mean_and_its_variance) {
    for (const double mean : {0.3, 1.6, 5.0}) {
        double sum = 0;
        double squares = 0;
        constexpr int count = 50'000;
        for (int i = 0; i < count; ++i) {
            const int events = poisson(mean, (i + 0.5) / count);
            sum += events;
            squares += events * events;
        }
        EXPECT_NEAR(sum / count, mean, 0.01);
        EXPECT_NEAR(squares / count - std::pow(sum / count, 2), mean, 0.05);
    }
}

}  // namespace
}  // namespace orrery::simulate
