#include "study/statistics/market/panel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace orrery::study {
namespace {

/// Models of different size whose price moves from month to month in a market that grows: usage
/// follows the price with `slope` within a model, and dear models are the larger ones.
std::vector<PanelPoint> planted(double slope, std::size_t units, double noise, double moves = 0.2) {
    std::mt19937_64 random(7);
    const auto unit_wave = [&] { return static_cast<double>(random() % 2001) / 1000 - 1; };
    std::vector<PanelPoint> points;
    for (std::size_t unit = 0; unit < units; ++unit) {
        const double level = 2 * unit_wave();
        for (std::size_t period = unit % 4; period < 12; ++period) {
            const double price = moves * unit_wave();
            points.push_back({unit, period, level + price,
                              6 + 2 * level + 0.1 * static_cast<double>(period) + slope * price +
                                  noise * unit_wave()});
        }
    }
    return points;
}

TEST(FixedEffects, find_the_slope_within_models) {
    const auto fit = fixed_effects(planted(-0.8, 30, 0));
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->slope, -0.8, 1e-6);
    EXPECT_EQ(fit->units, 30U);
}

TEST(FixedEffects, hold_the_slope_in_their_interval) {
    const auto fit = fixed_effects(planted(-0.8, 60, 0.2));
    ASSERT_TRUE(fit);
    EXPECT_LT(fit->slope_lower, -0.8);
    EXPECT_GT(fit->slope_upper, -0.8);
    EXPECT_LT(fit->slope_upper, 0);
    const auto none = fixed_effects(planted(0, 60, 0.2));
    ASSERT_TRUE(none);
    EXPECT_LT(none->slope_lower, 0);
    EXPECT_GT(none->slope_upper, 0);
}

TEST(FixedEffects, of_few_models_or_prices_that_stand_are_nothing) {
    EXPECT_TRUE(fixed_effects(planted(-0.8, 10, 0.1)));
    EXPECT_FALSE(fixed_effects(planted(-0.8, 9, 0.1)));
    EXPECT_FALSE(fixed_effects(planted(-0.8, 30, 0.1, 0.004)));
    EXPECT_FALSE(fixed_effects({}));
    auto brief = planted(-0.8, 30, 0.1);
    std::erase_if(brief, [](const auto& point) { return point.period > 5; });
    EXPECT_TRUE(fixed_effects(brief));
    std::erase_if(brief, [](const auto& point) { return point.period < 4; });
    EXPECT_FALSE(fixed_effects(brief)) << "two months say nothing of a model's own slope";
}

}  // namespace
}  // namespace orrery::study
