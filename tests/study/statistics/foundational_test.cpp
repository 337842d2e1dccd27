#include "study/statistics/retention/foundational.h"

#include <gtest/gtest.h>

#include "planted.h"

namespace orrery::study {
namespace {

using Curve = std::vector<double>;

constexpr MonthIndex launch = 664;
const Curve leaving{1, .30, .20, .15, .12, .10, .09, .08, .08, .08, .08, .08};
const Curve staying{1, .60, .50, .46, .43, .41, .40, .40, .39, .39, .38, .38};

/// Plants one cohort a month from `launch`, all seen to the same last month.
ModelActivity planted(const std::vector<Curve>& curves, std::size_t months) {
    ModelActivity activity;
    for (std::size_t at = 0; at < curves.size(); ++at) {
        const auto month = static_cast<MonthIndex>(at);
        plant(activity, launch + month, 500, seen(curves[at], months, month));
    }
    return activity;
}

FoundationalReading read(const ModelActivity& activity,
                         std::optional<MonthIndex> launch_month = launch) {
    return read_foundational(retention_cohorts(activity), launch_month);
}

TEST(Foundational, finds_the_early_cohort_that_stays) {
    const auto reading = read(planted({leaving, staying, leaving, leaving, leaving, leaving}, 11));
    EXPECT_EQ(reading.verdict, FitVerdict::foundational);
    EXPECT_FALSE(reading.provisional);
    ASSERT_EQ(reading.cohorts.size(), 6U);
    EXPECT_EQ(reading.cohorts[0].kind, CohortKind::ordinary);
    EXPECT_EQ(reading.cohorts[1].kind, CohortKind::foundational);
    EXPECT_NEAR(reading.cohorts[1].tail, .42, 1e-12);
    EXPECT_NEAR(reading.cohorts[1].others_median, .11, 1e-12);
    EXPECT_EQ(reading.cohorts[1].others_spread, .02);
    EXPECT_NEAR(reading.cohorts[1].plateau, .41 / .50, 1e-12);
    EXPECT_NEAR(reading.plateau_min, .70, 1e-12);
}

/// T of 500 accounts: 205 kept both months, 10 one of them, 285 none. By hand the variance of an
/// account's (a4 + a5) / 2 is (205 + 10 / 4) / 500 - .42².
TEST(Foundational, has_the_standard_error_of_the_accounts_means) {
    const auto reading = read(planted({staying, leaving, leaving, leaving}, 9));
    ASSERT_EQ(reading.cohorts.size(), 4U);
    EXPECT_NEAR(reading.cohorts[0].tail_error, std::sqrt((207.5 / 500 - .42 * .42) / 499), 1e-12);
    const double z = .31 / std::hypot(reading.cohorts[0].tail_error, .02);
    EXPECT_NEAR(reading.cohorts[0].z, z, 1e-9);
    EXPECT_NEAR(reading.cohorts[0].p, student_t_upper(z, 2), 1e-12);
    EXPECT_NEAR(reading.cohorts[0].q, 4 * student_t_upper(z, 2), 1e-12);
}

TEST(Foundational, calls_a_lone_launch_month_dominant) {
    const auto curves = std::vector{staying, leaving, leaving, leaving, leaving};
    EXPECT_EQ(read(planted(curves, 10)).verdict, FitVerdict::dominant_launch);
    // Not where the model was there before its first cohort.
    EXPECT_EQ(read(planted(curves, 10), launch - 1).verdict, FitVerdict::foundational);
    // Nor where a later cohort sticks as well.
    const auto two = std::vector{staying, staying, leaving, leaving, leaving, leaving, leaving};
    EXPECT_EQ(read(planted(two, 12)).verdict, FitVerdict::foundational);
}

TEST(Foundational, calls_a_late_one_sticky_only) {
    const auto curves = std::vector{leaving, leaving, leaving, staying, leaving, leaving};
    const auto reading = read(planted(curves, 11));
    EXPECT_EQ(reading.verdict, FitVerdict::late_sticky);
    EXPECT_EQ(reading.cohorts[3].kind, CohortKind::late_sticky);
    // By the calendar: the third cohort is late when the launch lies before the first one.
    const auto third = std::vector{leaving, leaving, staying, leaving, leaving, leaving};
    EXPECT_EQ(read(planted(third, 11)).verdict, FitVerdict::foundational);
    EXPECT_EQ(read(planted(third, 11), launch - 2).verdict, FitVerdict::late_sticky);
    EXPECT_EQ(read(planted(third, 11), launch + 9).verdict, FitVerdict::foundational);
    EXPECT_EQ(read(planted(third, 11), std::nullopt).verdict, FitVerdict::foundational);
}

/// High, but still falling: it has no plateau.
TEST(Foundational, asks_for_a_plateau) {
    const Curve falling{1, .9, .8, .6, .5, .40};
    const auto reading = read(planted({falling, leaving, leaving, leaving, leaving}, 10));
    EXPECT_LE(reading.cohorts[0].q, .05);
    EXPECT_EQ(reading.cohorts[0].kind, CohortKind::ordinary);
    EXPECT_EQ(reading.verdict, FitVerdict::unstable);
}

TEST(Foundational, asks_for_ten_points_and_half_as_much_again) {
    const Curve nine_more{1, .30, .25, .22, .21, .19};
    EXPECT_EQ(read(planted({nine_more, leaving, leaving, leaving, leaving}, 10)).cohorts[0].kind,
              CohortKind::ordinary);
    const Curve high{1, .60, .50, .46, .43, .41};
    const Curve higher{1, .80, .65, .60, .57, .56};
    EXPECT_EQ(read(planted({higher, high, high, high, high, high}, 11)).cohorts[0].kind,
              CohortKind::ordinary);
}

TEST(Foundational, tells_no_fit_from_an_even_and_an_unstable_one) {
    EXPECT_EQ(read(planted({leaving, leaving, leaving, leaving}, 9)).verdict, FitVerdict::no_fit);
    EXPECT_EQ(read(planted({staying, staying, staying, staying}, 9)).verdict, FitVerdict::even_fit);
    const Curve between{1, .40, .30, .26, .24, .22};
    const auto reading = read(planted({leaving, between, leaving, between, staying}, 10));
    EXPECT_GT(reading.between_deviation, alike_deviation_max);
    EXPECT_EQ(reading.verdict, FitVerdict::unstable);
}

TEST(Foundational, needs_four_cohorts_of_two_hundred_accounts) {
    EXPECT_EQ(read(planted({staying, leaving, leaving}, 12)).verdict,
              FitVerdict::insufficient_data);
    ModelActivity small;
    for (MonthIndex month = 0; month < 6; ++month) {
        plant(small, launch + month, 199, seen(month == 0 ? staying : leaving, 11, month));
    }
    EXPECT_EQ(read(small).verdict, FitVerdict::insufficient_data);
    EXPECT_EQ(read({}).verdict, FitVerdict::insufficient_data);
    EXPECT_EQ(fit_verdict_name(read({}).verdict), "insufficient_data");
}

/// Seven months of data as the paper has them of its models of May 2025: two cohorts are mature,
/// three have reached age 4, four age 3.
TEST(EarlyReading, takes_the_oldest_ages_that_four_cohorts_have_reached) {
    const auto curves = std::vector(7, leaving);
    auto early = curves;
    early[0] = staying;
    const auto reading = read(planted(early, 7));
    EXPECT_TRUE(reading.provisional);
    EXPECT_EQ(reading.younger_age, 2);
    EXPECT_EQ(reading.older_age, 3);
    EXPECT_EQ(reading.plateau_age, 2);
    EXPECT_NEAR(reading.plateau_min, .854, 5e-4);
    ASSERT_EQ(reading.cohorts.size(), 4U);
    EXPECT_NEAR(reading.cohorts[0].tail, .48, 1e-12);
    EXPECT_EQ(reading.verdict, FitVerdict::dominant_launch);
    EXPECT_EQ(read(planted(curves, 7)).verdict, FitVerdict::no_fit);
}

TEST(EarlyReading, goes_from_age_four_down_to_age_two) {
    const auto curves = std::vector(7, leaving);
    EXPECT_EQ(read(planted(curves, 9)).older_age, 5);
    EXPECT_FALSE(read(planted(curves, 9)).provisional);
    EXPECT_EQ(read(planted(curves, 8)).older_age, 4);
    EXPECT_NEAR(read(planted(curves, 8)).plateau_min, .764, 5e-4);
    const auto youngest = read(planted(std::vector(5, leaving), 6));
    EXPECT_EQ(youngest.older_age, 2);
    EXPECT_EQ(youngest.plateau_age, 1);
    EXPECT_NEAR(youngest.plateau_min, .764, 5e-4);
    EXPECT_EQ(read(planted(std::vector(5, leaving), 5)).verdict, FitVerdict::insufficient_data);
}

}  // namespace
}  // namespace orrery::study
