// Transformations that read a whole series: which weeks hang on one account, when a market opens
// up.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "study/reading/quantity.h"
#include "study/reading/takeaway.h"
#include "study/statistics/transforms.h"

namespace orrery::study {
namespace {

std::string week(int number) {
    return fmt::format("2025-{:02}-{:02}", 1 + number / 4, 1 + 7 * (number % 4));
}

/// A quiet signal with one high week, of which one account has `part` of the excess.
FigureResult signal(int weeks, double part) {
    FigureResult figure;
    figure.definition.x = {"signal"};
    figure.definition.takeaway = "spikes";
    figure.table.columns = {"signal", "week", "account", "numerator", "denominator"};
    for (int at = 0; at < weeks; ++at) {
        const double excess = at == 5 ? 300 : 0;
        const std::vector<Cell> all = {std::string("tool calls"), week(at), std::int64_t{0},
                                       50.0 + at % 3 + excess, 1000 + excess};
        figure.table.rows.push_back(all);
        if (at == 5) {
            figure.table.rows.push_back({std::string("tool calls"), week(at), std::int64_t{1},
                                         part * excess, part * excess});
        }
    }
    return figure;
}

TEST(SpikeTable, tells_a_single_account_from_many_and_names_none) {
    auto figure = signal(14, 1);
    ASSERT_TRUE(apply_transform("spike_table", figure));
    ASSERT_EQ(figure.table.rows.size(), 1U);
    EXPECT_EQ(to_text(figure.table.rows[0][1]), week(5));
    EXPECT_EQ(to_text(figure.table.rows[0][2]), "single_account");
    EXPECT_EQ(figure.table.column("account"), figure.table.columns.size());
    EXPECT_EQ(
        write_takeaway(figure),
        "1 week stands out; by a single account: tool calls in the week of " + date_text(week(5)));
    auto many = signal(14, 0.05);
    ASSERT_TRUE(apply_transform("spike_table", many));
    EXPECT_EQ(to_text(many.table.rows.at(0)[2]), "broad");
    EXPECT_EQ(write_takeaway(many), "1 week stands out, none by a single account");
}

TEST(SpikeTable, says_that_nothing_stands_out_and_that_weeks_are_too_few) {
    auto quiet = signal(14, 1);
    std::erase_if(quiet.table.rows, [](const auto& row) { return to_text(row[1]) == week(5); });
    ASSERT_TRUE(apply_transform("spike_table", quiet));
    EXPECT_EQ(to_text(quiet.table.rows.at(0)[2]), "none");
    EXPECT_EQ(write_takeaway(quiet), "No week stands out");
    auto brief = signal(8, 1);
    ASSERT_TRUE(apply_transform("spike_table", brief));
    EXPECT_EQ(to_text(brief.table.rows.at(0)[2]), "insufficient_data");
    EXPECT_TRUE(std::holds_alternative<std::monostate>(brief.table.rows.at(0)[3]));
}

/// Three models serve nearly all until week `opens`, ten alike from then on.
FigureResult market(int weeks, int opens) {
    FigureResult figure;
    figure.definition.x = {"week"};
    figure.definition.takeaway = "inflection";
    figure.table.columns = {"week", "series", "value", "lower", "upper", "n"};
    for (int at = 0; at < weeks; ++at) {
        for (int model = 0; model < 10; ++model) {
            const double tokens = at >= opens || model < 3 ? 100 + (at * 7 + model * 3) % 5 : 1;
            figure.table.rows.push_back(
                {week(at), fmt::format("m/{}", model), tokens, {}, {}, std::int64_t{2}});
        }
    }
    return figure;
}

TEST(MarketInflection, is_found_where_it_was_planted) {
    auto figure = market(40, 20);
    ASSERT_TRUE(apply_transform("market_inflection", figure));
    EXPECT_EQ(figure.table.rows.size(), 80U) << "two series";
    ASSERT_EQ(figure.events.size(), 1U);
    EXPECT_EQ(figure.events[0].date, week(20));
    ASSERT_EQ(figure.trends.size(), 2U);
    EXPECT_NEAR(figure.trends[1].points[0].second, 10, 0.1);
    // 2025-06-01 in milliseconds since 1970.
    EXPECT_EQ(figure.trends[1].points[0].first, 1'748'736'000'000.0);
    EXPECT_EQ(write_takeaway(figure).substr(0, 61),
              "The open-weight market opens up in the week of 1 Jun 2025: fr");
}

TEST(MarketInflection, is_none_in_a_steady_market_and_unknown_in_a_short_one) {
    auto steady = market(40, 99);
    ASSERT_TRUE(apply_transform("market_inflection", steady));
    EXPECT_TRUE(steady.events.empty());
    EXPECT_EQ(write_takeaway(steady).substr(0, 23), "No lasting inflection: ");
    auto brief = market(15, 8);
    ASSERT_TRUE(apply_transform("market_inflection", brief));
    EXPECT_EQ(write_takeaway(brief),
              "Too few weeks to tell whether the open-weight market opened up");
}

}  // namespace
}  // namespace orrery::study
