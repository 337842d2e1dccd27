#include "study/statistics/retention/survival.h"

#include <gtest/gtest.h>

#include <cmath>

namespace orrery::study {
namespace {

ActivityPattern accounts(MonthIndex first, std::uint64_t active, std::int64_t count) {
    return {first, active, count, Onset::observed};
}

/// Ten accounts come in month 0, seen to month 6: leaving can be told to the fourth month. Four are
/// active in their first month only, two more until month 2, and four to the end.
TEST(Survival, is_the_product_of_those_who_stay) {
    const auto curve =
        survival({{accounts(0, 0b1, 4), accounts(0, 0b101, 2), accounts(0, 0b1111111, 4)}, 6, {}});
    ASSERT_EQ(curve.size(), 6U);
    EXPECT_EQ(curve[0].share, 1);
    EXPECT_EQ(curve[0].at_risk, 10);
    EXPECT_DOUBLE_EQ(curve[1].share, 0.6);
    EXPECT_DOUBLE_EQ(curve[2].share, 0.6) << "a month of silence is no leaving";
    EXPECT_DOUBLE_EQ(curve[3].share, 0.4);
    EXPECT_EQ(curve[3].at_risk, 6);
    EXPECT_DOUBLE_EQ(curve[5].share, 0.4);
    // Greenwood: 4 of 10 and 2 of 6 leave, on the log-log scale.
    const double spread =
        1.959963984540054 * std::sqrt(4.0 / (10 * 6) + 2.0 / (6 * 4)) / std::abs(std::log(0.4));
    EXPECT_NEAR(curve[3].interval.lower, std::pow(0.4, std::exp(spread)), 1e-12);
    EXPECT_NEAR(curve[3].interval.upper, std::pow(0.4, std::exp(-spread)), 1e-12);
}

/// Half of each cohort leaves each month. Young cohorts, seen for short, do not bend the curve.
TEST(Survival, is_not_bent_by_cohorts_that_are_young) {
    ModelActivity activity{{}, 12, {}};
    for (MonthIndex born = 0; born <= 12; ++born) {
        std::int64_t left = 4096;
        for (int age = 0; born + age <= 12; ++age) {
            const std::int64_t gone = born + age == 12 ? left : left / 2;
            activity.patterns.push_back(accounts(born, (std::uint64_t{2} << age) - 1, gone));
            left -= gone;
        }
    }
    for (const SurvivalPoint& point : survival(activity)) {
        EXPECT_NEAR(point.share, std::pow(0.5, point.age), 1e-12) << point.age;
    }
}

TEST(Survival, of_accounts_that_are_cut_or_too_young_is_nothing) {
    EXPECT_TRUE(survival({}).empty());
    EXPECT_TRUE(survival({{{0, 0b1, 5, Onset::cut}}, 6, {}}).empty());
    EXPECT_TRUE(survival({{accounts(5, 0b1, 5)}, 6, {}}).empty());
}

}  // namespace
}  // namespace orrery::study
