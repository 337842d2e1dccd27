#include "study/statistics/influence/spike.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace orrery::study {
namespace {

using Numbers = std::vector<double>;
using Flags = std::vector<bool>;

constexpr std::size_t weeks = 20;
constexpr std::size_t spike_week = 10;

/// A share near 10 % that wiggles by half a point, of a thousand tokens a week.
ShareSeries calm(std::size_t count = weeks) {
    ShareSeries series;
    for (std::size_t week = 0; week < count; ++week) {
        series.weeks.push_back(fmt::format("week {:02}", week));
        series.totals.push_back({100 + 5 * std::sin(static_cast<double>(week)), 1000});
    }
    return series;
}

/// Gives an account tokens of which all are counted, and little in other weeks.
void add_account(ShareSeries& series, double tokens) {
    std::vector<SharePart> parts(series.weeks.size(), {1, 10});
    parts[spike_week] = {tokens, tokens};
    for (std::size_t week = 0; week < parts.size(); ++week) {
        series.totals[week].numerator += parts[week].numerator;
        series.totals[week].denominator += parts[week].denominator;
    }
    series.accounts.push_back(std::move(parts));
}

/// The copper in flour (Analytical Methods Committee 1989): median 3.385, scaled MAD .526, so that
/// 5.28 and 28.95 lie beyond three of them. One window holds nine of the values.
TEST(Hampel, flags_the_outlier_among_nine_determinations) {
    const Numbers copper{3.03, 3.10, 3.37, 3.40, 28.95, 3.40, 3.50, 3.60, 3.70};
    Flags expected(9);
    expected[4] = true;
    EXPECT_EQ(hampel_high(copper, 0), expected);
}

TEST(Hampel, looks_upwards_only) {
    EXPECT_EQ(hampel_high(Numbers{5, 6, 5, 6, -90, 6, 5, 6, 5}, 0), Flags(9));
}

TEST(Hampel, follows_a_trend) {
    Numbers rising;
    for (int week = 0; week < 40; ++week) {
        rising.push_back(.01 * week);
    }
    EXPECT_EQ(hampel_high(rising, .01), Flags(40));
}

/// Equal neighbours have no deviation at all: only the least excess keeps a wiggle from standing
/// out.
TEST(Hampel, with_equal_neighbours_asks_for_the_least_excess) {
    Numbers flat(9, .10);
    flat[4] = .105;
    EXPECT_EQ(hampel_high(flat, .01), Flags(9));
    EXPECT_TRUE(hampel_high(flat, 0)[4]);
    flat[4] = .12;
    EXPECT_TRUE(hampel_high(flat, .01)[4]);
}

TEST(Hampel, passes_over_missing_values_and_needs_five) {
    const double missing = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(hampel_high(Numbers{1, missing, 1, missing, 9, missing, 1, missing, 1}, 0)[4]);
    EXPECT_FALSE(
        hampel_high(Numbers{1, missing, missing, missing, 9, missing, 1, missing, 1}, 0)[4]);
    EXPECT_FALSE(hampel_high(Numbers{1, 1, 1, 1, missing, 1, 1, 1, 1}, 0)[4]);
    EXPECT_EQ(hampel_high(Numbers{}, 0), Flags{});
}

TEST(Spike, of_one_account_is_told_from_the_others) {
    ShareSeries series = calm();
    add_account(series, 8);
    add_account(series, 300);
    const auto reading = read_spikes(series);
    EXPECT_EQ(reading.verdict, SpikeVerdict::found);
    ASSERT_EQ(reading.spikes.size(), 1U);
    EXPECT_EQ(reading.spikes[0].week, "week 10");
    EXPECT_EQ(reading.spikes[0].spike_class, SpikeClass::single_account);
    EXPECT_EQ(spike_class_name(reading.spikes[0].spike_class), "single_account");
    // 404 of 1318 tokens over a tenth: an excess of some twenty points, given as a band only.
    EXPECT_NEAR(reading.spikes[0].share, .306, .005);
    EXPECT_EQ(reading.spikes[0].excess_lower, .2);
    EXPECT_EQ(reading.spikes[0].excess_upper, .5);
}

TEST(Spike, of_three_accounts_is_one_of_few) {
    ShareSeries series = calm();
    for (const double tokens : {90.0, 100.0, 110.0, 3.0}) {
        add_account(series, tokens);
    }
    const auto reading = read_spikes(series);
    ASSERT_EQ(reading.spikes.size(), 1U);
    EXPECT_EQ(reading.spikes[0].spike_class, SpikeClass::few_accounts);
}

TEST(Spike, of_many_accounts_is_broad) {
    ShareSeries series = calm();
    for (int account = 0; account < 12; ++account) {
        add_account(series, 30);
    }
    ASSERT_EQ(read_spikes(series).spikes.size(), 1U);
    EXPECT_EQ(read_spikes(series).spikes[0].spike_class, SpikeClass::broad);
    series.accounts.clear();
    EXPECT_EQ(read_spikes(series).spikes[0].spike_class, SpikeClass::broad);
}

/// An account that is as large in every week lifts the share, but makes no week stand out.
TEST(Spike, is_not_blamed_on_an_account_that_is_always_large) {
    ShareSeries series = calm();
    add_account(series, 1);
    for (std::size_t week = 0; week < weeks; ++week) {
        series.accounts[0][week] = {400, 400};
        series.totals[week].numerator += 400;
        series.totals[week].denominator += 400;
    }
    EXPECT_EQ(read_spikes(series).verdict, SpikeVerdict::none);
    for (int account = 0; account < 12; ++account) {
        add_account(series, 30);
    }
    ASSERT_EQ(read_spikes(series).spikes.size(), 1U);
    EXPECT_EQ(read_spikes(series).spikes[0].spike_class, SpikeClass::broad);
}

TEST(Spike, by_an_account_that_is_the_whole_week_is_its_own) {
    ShareSeries series = calm();
    series.totals[spike_week] = {0, 0};
    add_account(series, 50);
    const auto reading = read_spikes(series);
    ASSERT_EQ(reading.spikes.size(), 1U);
    EXPECT_EQ(reading.spikes[0].spike_class, SpikeClass::single_account);
    EXPECT_EQ(reading.spikes[0].excess_upper, 1);
}

TEST(Spike, is_none_in_a_calm_series) {
    EXPECT_EQ(read_spikes(calm()).verdict, SpikeVerdict::none);
}

TEST(Spike, needs_nine_weeks_with_a_share) {
    EXPECT_EQ(read_spikes({}).verdict, SpikeVerdict::insufficient_data);
    EXPECT_EQ(read_spikes(calm(8)).verdict, SpikeVerdict::insufficient_data);
    EXPECT_EQ(read_spikes(calm(9)).verdict, SpikeVerdict::none);
    ShareSeries empty_week = calm(9);
    empty_week.totals[3] = {0, 0};
    EXPECT_EQ(read_spikes(empty_week).verdict, SpikeVerdict::insufficient_data);
}

}  // namespace
}  // namespace orrery::study
