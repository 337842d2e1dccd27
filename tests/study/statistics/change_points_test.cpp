#include "study/statistics/change_points.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "study/statistics/robust.h"

namespace orrery::study {
namespace {

using Numbers = std::vector<double>;
using Positions = std::vector<std::size_t>;

/// Finds the best segmentation by trying all of them, without pruning or running sums.
double best_cost(std::span<const double> values, std::size_t segment_min, double unit,
                 double penalty) {
    const std::size_t n = values.size();
    Numbers best(n + 1, std::numeric_limits<double>::infinity());
    best[0] = -penalty;
    for (std::size_t end = segment_min; end <= n; ++end) {
        for (std::size_t first = 0; first + segment_min <= end; ++first) {
            const auto segment = values.subspan(first, end - first);
            const double mean = std::accumulate(segment.begin(), segment.end(), 0.0) /
                                static_cast<double>(segment.size());
            double cost = penalty;
            for (const double value : segment) {
                cost += (value - mean) * (value - mean) / (unit * unit);
            }
            best[end] = std::min(best[end], best[first] + cost);
        }
    }
    return best[n];
}

double cost_of(std::span<const double> values, const Positions& changes, double unit,
               double penalty) {
    double total = -penalty;
    std::size_t first = 0;
    for (std::size_t at = 0; at <= changes.size(); ++at) {
        const std::size_t end = at < changes.size() ? changes[at] : values.size();
        total += best_cost(values.subspan(first, end - first), end - first, unit, 0) + penalty;
        first = end;
    }
    return total;
}

TEST(MeanChanges, are_where_the_mean_jumps) {
    Numbers values;
    for (int at = 0; at < 50; ++at) {
        values.push_back((at < 18 ? 2 : at < 31 ? 5 : 3) + .3 * std::sin(at * 7.0));
    }
    EXPECT_EQ(mean_changes(values, 6), (Positions{18, 31}));
}

TEST(MeanChanges, are_none_in_noise_or_in_a_constant) {
    std::mt19937_64 random(7);
    Numbers noise;
    for (int at = 0; at < 56; ++at) {
        noise.push_back(static_cast<double>(random() >> 11) * 0x1p-53);
    }
    EXPECT_EQ(mean_changes(noise, 6), Positions{});
    EXPECT_EQ(mean_changes(Numbers(30, 4.0), 6), Positions{});
    EXPECT_EQ(mean_changes(Numbers{1, 1, 1, 9, 9, 9}, 6), Positions{});
    EXPECT_EQ(mean_changes(Numbers{}, 6), Positions{});
}

/// Pruning loses nothing: the answer costs what the best of all segmentations costs.
RC_GTEST_PROP(MeanChanges, are_the_best_of_all_segmentations, ()) {
    const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-3, 4));
    const auto segment_min = *rc::gen::inRange<std::size_t>(1, 7);
    Numbers values;
    int level = 0;
    for (std::size_t at = 0; at < steps.size(); ++at) {
        level += at % 5 == 0 ? 4 * steps[at] : 0;
        values.push_back(level + steps[at]);
    }
    RC_PRE(values.size() >= 2 * segment_min);
    Numbers differences;
    for (std::size_t at = 1; at < values.size(); ++at) {
        differences.push_back(values[at] - values[at - 1]);
    }
    const double unit = scaled_mad(differences) / std::sqrt(2.0);
    RC_PRE(unit > 0);
    const auto changes = mean_changes(values, segment_min);
    std::size_t first = 0;
    for (const std::size_t change : changes) {
        RC_ASSERT(change >= first + segment_min);
        first = change;
    }
    RC_ASSERT(values.size() >= first + segment_min);
    const double penalty = 2 * std::log(static_cast<double>(values.size()));
    const double best = best_cost(values, segment_min, unit, penalty);
    RC_ASSERT(std::abs(cost_of(values, changes, unit, penalty) - best) < 1e-6 * (1 + best));
}

TEST(EffectiveModels, are_as_many_as_share_the_market_evenly) {
    const WeeklyMarket market{{"a", "b", "c"}, {{5, 8, 0}, {5, 0, 0}, {5, 0, 0}, {5, 0, 0}}};
    const auto numbers = effective_models(market);
    EXPECT_NEAR(numbers[0], 4, 1e-12);
    EXPECT_NEAR(numbers[1], 1, 1e-12);
    EXPECT_TRUE(std::isnan(numbers[2]));
    EXPECT_NEAR(effective_models(market, 0)[0], 3, 1e-12);
    EXPECT_TRUE(std::isnan(effective_models(market, 0)[1]));
}

/// Two models share the market, and from `turn` on eight do, when `spread` says so.
WeeklyMarket market_of(std::size_t weeks, std::size_t turn, bool spread) {
    WeeklyMarket market;
    market.tokens.resize(8);
    for (std::size_t week = 0; week < weeks; ++week) {
        market.weeks.push_back(fmt::format("week {:02}", week));
        for (std::size_t model = 0; model < market.tokens.size(); ++model) {
            const double wiggle = 1 + .2 * std::sin(static_cast<double>(7 * week + 3 * model));
            const double share = model < 3 ? 100 : spread && week >= turn ? 70 : 2;
            market.tokens[model].push_back(share * wiggle);
        }
    }
    return market;
}

TEST(Inflection, is_the_week_in_which_the_market_spreads) {
    const auto reading = read_inflections(market_of(50, 28, true));
    EXPECT_EQ(reading.verdict, InflectionVerdict::found);
    ASSERT_EQ(reading.candidates.size(), 1U);
    const Inflection& summer = reading.candidates[0];
    EXPECT_EQ(summer.week, "week 28");
    EXPECT_TRUE(summer.accepted);
    EXPECT_EQ(summer.weeks_held, 10);
    EXPECT_NEAR(summer.before, 3.5, .3);
    EXPECT_NEAR(summer.after, 7.7, .3);
    EXPECT_GT(summer.ratio_without_top, 1.5);
}

TEST(Inflection, is_none_in_a_market_that_stays_as_it_is) {
    EXPECT_EQ(read_inflections(market_of(50, 28, false)).verdict, InflectionVerdict::none);
}

TEST(Inflection, is_not_accepted_when_it_does_not_hold) {
    auto market = market_of(50, 28, true);
    for (std::size_t model = 3; model < market.tokens.size(); ++model) {
        for (std::size_t week = 34; week < 50; ++week) {
            market.tokens[model][week] = 2;
        }
    }
    const auto reading = read_inflections(market);
    EXPECT_EQ(reading.verdict, InflectionVerdict::none);
    EXPECT_FALSE(reading.candidates.empty());
}

TEST(Inflection, is_not_accepted_before_ten_weeks_have_passed) {
    const auto reading = read_inflections(market_of(37, 28, true));
    EXPECT_EQ(reading.verdict, InflectionVerdict::none);
    ASSERT_EQ(reading.candidates.size(), 1U);
    EXPECT_EQ(reading.candidates[0].weeks_held, 9);
    EXPECT_EQ(read_inflections(market_of(38, 28, true)).verdict, InflectionVerdict::found);
}

/// The largest model fades; the others share the market as they always did.
TEST(Inflection, is_not_accepted_when_it_is_the_fall_of_one_model) {
    auto market = market_of(50, 0, true);
    for (std::size_t week = 0; week < 28; ++week) {
        market.tokens[0][week] = 6000;
    }
    const auto reading = read_inflections(market);
    EXPECT_EQ(reading.verdict, InflectionVerdict::none);
    ASSERT_EQ(reading.candidates.size(), 1U);
    EXPECT_GT(reading.candidates[0].after / reading.candidates[0].before, 1.5);
    EXPECT_NEAR(reading.candidates[0].ratio_without_top, 1, .1);
}

TEST(Inflection, needs_sixteen_weeks_with_tokens) {
    EXPECT_EQ(read_inflections({}).verdict, InflectionVerdict::insufficient_data);
    EXPECT_EQ(read_inflections(market_of(15, 6, true)).verdict,
              InflectionVerdict::insufficient_data);
    EXPECT_EQ(read_inflections(market_of(16, 6, true)).verdict, InflectionVerdict::found);
    auto market = market_of(16, 6, true);
    for (auto& model : market.tokens) {
        model[2] = 0;
    }
    EXPECT_EQ(read_inflections(market).verdict, InflectionVerdict::insufficient_data);
}

}  // namespace
}  // namespace orrery::study
