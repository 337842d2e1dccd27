#include "study/statistics/retention/retention.h"

#include <gtest/gtest.h>

#include "planted.h"

namespace orrery::study {
namespace {

constexpr MonthIndex may_2025 = 664;

TEST(Month, is_written_and_read) {
    EXPECT_EQ(month_text(0), "1970-01");
    EXPECT_EQ(month_text(may_2025), "2025-05");
    EXPECT_EQ(month_of_date("2025-05-31"), may_2025);
    EXPECT_EQ(month_of_date("2025-12"), may_2025 + 7);
    for (const auto* text : {"", "2025", "2025-13", "2025-00", "1969-12", "25-05-01", "2025-5-1"}) {
        EXPECT_FALSE(month_of_date(text)) << text;
    }
}

/// By hand: of four accounts of May, two are active in June, one in July; one skips June.
TEST(Retention, allows_gaps_and_counts_each_month_for_itself) {
    ModelActivity activity;
    activity.patterns = {{may_2025, 0b0011, 1, Onset::observed},
                         {may_2025, 0b0001, 1, Onset::observed},
                         {may_2025, 0b0101, 1, Onset::observed},
                         {may_2025, 0b0011, 1, Onset::observed},
                         {may_2025 + 1, 0b01, 7, Onset::observed}};
    activity.last_complete_month = may_2025 + 2;
    const auto cohorts = retention_cohorts(activity);
    ASSERT_EQ(cohorts.size(), 2U);
    const RetentionCohort& may = cohorts[0];
    EXPECT_EQ(may.accounts, 4);
    ASSERT_EQ(may.age_max(), 2);
    EXPECT_EQ(may.cells[0].share, 1);
    EXPECT_EQ(may.cells[1].share, .5);
    EXPECT_EQ(may.cells[1].unbounded, .75);
    EXPECT_EQ(may.cells[2].share, .25);
    EXPECT_EQ(may.cells[2].unbounded, .25);
    EXPECT_NEAR(may.cells[1].interval.lower, wilson_interval(2, 4).lower, 1e-12);
    EXPECT_EQ(cohorts[1].accounts, 7);
    EXPECT_EQ(cohorts[1].age_max(), 1);
}

TEST(Retention, leaves_out_accounts_that_are_not_new) {
    ModelActivity activity;
    activity.patterns = {{may_2025, 0b11, 5, Onset::cut}, {may_2025, 0b01, 3, Onset::observed}};
    activity.last_complete_month = may_2025 + 1;
    const auto cohorts = retention_cohorts(activity);
    ASSERT_EQ(cohorts.size(), 1U);
    EXPECT_EQ(cohorts[0].accounts, 3);
    EXPECT_EQ(cohorts[0].cells[1].active, 0);
}

TEST(Retention, masks_the_incomplete_month_everywhere) {
    ModelActivity activity;
    activity.patterns = {{may_2025, 0b111, 2, Onset::observed},
                         {may_2025 + 2, 0b1, 9, Onset::observed}};
    activity.last_complete_month = may_2025 + 1;
    const auto cohorts = retention_cohorts(activity);
    ASSERT_EQ(cohorts.size(), 1U);
    EXPECT_EQ(cohorts[0].age_max(), 1);
    EXPECT_EQ(cohorts[0].patterns[0].active_months, 0b11U);
    EXPECT_EQ(cohorts[0].cells[1].unbounded, 1);
}

TEST(Retention, holds_no_more_ages_than_a_pattern) {
    ModelActivity activity;
    activity.patterns = {{0, ~std::uint64_t{0}, 1, Onset::observed}};
    activity.last_complete_month = 500;
    const auto cohorts = retention_cohorts(activity);
    ASSERT_EQ(cohorts.size(), 1U);
    EXPECT_EQ(cohorts[0].age_max(), age_count_max - 1);
    EXPECT_EQ(cohorts[0].cells.back().share, 1);
}

TEST(Retention, of_no_account_has_no_cohort) {
    EXPECT_TRUE(retention_cohorts({}).empty());
    EXPECT_TRUE(mean_retention({}).empty());
}

TEST(MeanRetention, weights_cohorts_by_their_accounts) {
    ModelActivity activity;
    plant(activity, may_2025, 300, {1, .5, .4});
    plant(activity, may_2025 + 1, 100, {1, .9});
    const auto means = mean_retention(retention_cohorts(activity));
    ASSERT_EQ(means.size(), 3U);
    EXPECT_EQ(means[0].share, 1);
    EXPECT_NEAR(means[1].share, (150 + 90) / 400.0, 1e-12);
    EXPECT_NEAR(means[2].share, .4, 1e-12);
    EXPECT_NEAR(means[1].interval.upper, wilson_interval(240, 400).upper, 1e-12);
}

}  // namespace
}  // namespace orrery::study
