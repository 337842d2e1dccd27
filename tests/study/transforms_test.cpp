#include "study/statistics/transforms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "run.h"

namespace orrery::study {
namespace {

std::map<std::string, double> values_of(const FigureResult& figure) {
    std::map<std::string, double> values;
    for (const auto& row : figure.table.rows) {
        values[to_text(row[0]) + " " + to_text(row[1])] = number_or(row[2], NAN);
    }
    return values;
}

/// Models as figures 27 and 28 and table 3 have them: name, price, tokens.
FigureResult market(const std::vector<std::tuple<std::string, double, std::int64_t>>& models) {
    FigureResult figure;
    figure.definition.id = "fig28";
    figure.table.columns = {"model", "price", "segment", "series", "value", "n"};
    for (const auto& [model, price, tokens] : models) {
        figure.table.rows.push_back(
            {model, price, std::string(), std::string("author"), tokens, std::int64_t{1}});
    }
    return figure;
}

double statistic(const FigureResult& figure, std::string_view name) {
    const auto found = std::ranges::find(figure.statistics, name, &Statistic::name);
    return found == figure.statistics.end() ? NAN : found->value.value_or(NAN);
}

TEST(CompleteGrid, adds_a_zero_where_a_series_has_no_row) {
    auto figure = weekly({{"2025-01-06", "closed", 1.0},
                          {"2025-01-13", "open", 0.25},
                          {"2025-01-13", "closed", 0.75}});
    ASSERT_TRUE(apply_transform("complete_grid", figure));
    EXPECT_EQ(values_of(figure), (std::map<std::string, double>{{"2025-01-06 closed", 1.0},
                                                                {"2025-01-06 open", 0.0},
                                                                {"2025-01-13 closed", 0.75},
                                                                {"2025-01-13 open", 0.25}}));
    ASSERT_EQ(figure.table.rows.size(), 4U);
    const auto& added = figure.table.rows[1];
    EXPECT_EQ(added, (std::vector<Cell>{std::string("2025-01-06"), std::string("open"), 0.0, Cell(),
                                        Cell(), std::int64_t{0}}));
}

TEST(CompleteGrid, sorts_by_x_and_series_and_changes_nothing_twice) {
    auto figure = weekly({{"2025-01-13", "b", 1}, {"2025-01-06", "c", 1}, {"2025-01-13", "a", 1}});
    ASSERT_TRUE(apply_transform("complete_grid", figure));
    const auto once = figure.table.rows;
    EXPECT_EQ(once.size(), 6U);
    EXPECT_TRUE(std::ranges::is_sorted(
        once, {}, [](const auto& row) { return std::pair(to_text(row[0]), to_text(row[1])); }));
    ASSERT_TRUE(apply_transform("complete_grid", figure));
    EXPECT_EQ(figure.table.rows, once);
}

/// An overlay is a line of its own: a week that it lacks is unknown, not zero.
TEST(CompleteGrid, leaves_gaps_of_an_overlay_open) {
    auto figure = weekly({{"2025-01-06", "closed", 1.0},
                          {"2025-01-13", "closed", 1.0},
                          {"2025-01-13", "requests", 0.5}});
    figure.definition.series = {{"requests", "Requests", "", true}};
    ASSERT_TRUE(apply_transform("complete_grid", figure));
    EXPECT_EQ(figure.table.rows.size(), 3U);
    EXPECT_FALSE(values_of(figure).contains("2025-01-06 requests"));
}

TEST(CompleteGrid, invents_no_week) {
    auto figure = weekly({{"2025-01-06", "a", 1}, {"2025-01-20", "a", 1}});
    ASSERT_TRUE(apply_transform("complete_grid", figure));
    EXPECT_EQ(figure.table.rows.size(), 2U);
}

TEST(DropFreeModels, says_how_many_it_left_out) {
    auto one = market({{"a", 0.0, 5}, {"b", 1.0, 5}});
    ASSERT_TRUE(apply_transform("drop_free_models", one));
    EXPECT_EQ(one.table.rows.size(), 1U);
    EXPECT_EQ(one.captions, std::vector<std::string>{"1 model without any cost is left out."});
    auto none = market({{"b", 1.0, 5}});
    ASSERT_TRUE(apply_transform("drop_free_models", none));
    EXPECT_TRUE(none.captions.empty());
}

/// Tokens = 10^9 / price: a slope of -1, so that a price cut of a tenth brings 1/0.9 - 1.
TEST(OlsLogLog, measures_a_planted_elasticity) {
    auto figure = market({{"a", 0.1, 10'000'000'000},
                          {"b", 1, 1'000'000'000},
                          {"c", 10, 100'000'000},
                          {"d", 100, 10'000'000}});
    ASSERT_TRUE(apply_transform("ols_log_log", figure));
    EXPECT_NEAR(statistic(figure, "slope"), -1, 1e-9);
    EXPECT_NEAR(statistic(figure, "r_squared"), 1, 1e-9);
    EXPECT_NEAR(statistic(figure, "spearman"), -1, 1e-9);
    EXPECT_NEAR(statistic(figure, "theil_sen"), -1, 1e-9);
    EXPECT_NEAR(statistic(figure, "price_cut_10_percent"), 1 / 0.9 - 1, 1e-9);
    EXPECT_EQ(statistic(figure, "models"), 4);
    ASSERT_EQ(figure.trends.size(), 1U);
    EXPECT_NEAR(figure.trends[0].points[0].first, 0.1, 1e-9);
    EXPECT_NEAR(figure.trends[0].points[0].second, 1e10, 1);
    EXPECT_NEAR(figure.trends[0].points[1].second, 1e7, 1e-2);
}

TEST(OlsLogLog, draws_no_line_through_two_points) {
    auto figure = market({{"a", 0.1, 10}, {"b", 1, 20}});
    ASSERT_TRUE(apply_transform("ols_log_log", figure));
    EXPECT_TRUE(figure.trends.empty());
    EXPECT_TRUE(figure.statistics.empty());
    EXPECT_EQ(figure.captions.size(), 1U);
}

TEST(MarketSegmentsTransform, names_each_model_and_counts_the_segments) {
    auto figure = market({{"dear", 30, 1},
                          {"tail", 0.01, 2},
                          {"core", 2, 3},
                          {"core2", 2, 4},
                          {"giant", 0.2, 90},
                          {"leader", 3, 100}});
    ASSERT_TRUE(apply_transform("market_segments", figure));
    std::vector<std::string> names;
    for (const auto& row : figure.table.rows) {
        names.push_back(to_text(row[2]));
    }
    EXPECT_EQ(names, (std::vector<std::string>{"premium specialist", "long tail", "core", "core",
                                               "efficient giant", "premium leader"}));
    EXPECT_EQ(statistic(figure, "core"), 2);
    EXPECT_EQ(statistic(figure, "premium leader"), 1);
}

TEST(SegmentExamples, prefer_the_paper_s_models_and_leave_the_core_out) {
    auto figure = market({{"openai/gpt-4", 30, 5},
                          {"other/dear", 30, 50},
                          {"x", 1, 1},
                          {"y1", .01, 1},
                          {"y2", .01, 9},
                          {"y3", .01, 4}});
    const auto segments = {"premium specialist", "premium specialist", "core",
                           "long tail",          "long tail",          "long tail"};
    std::size_t at = 0;
    for (const auto* segment : segments) {
        figure.table.rows[at++][2] = std::string(segment);
    }
    ASSERT_TRUE(apply_transform("segment_examples", figure));
    std::vector<std::string> models;
    for (const auto& row : figure.table.rows) {
        models.push_back(to_text(row[0]));
    }
    EXPECT_EQ(models, (std::vector<std::string>{"y2", "y3", "openai/gpt-4"}));
}

TEST(Transform, that_nobody_wrote_is_named_with_its_figure) {
    auto figure = weekly({{"2025-01-06", "a", 1}});
    const auto applied = apply_transform("smooth", figure);
    ASSERT_FALSE(applied);
    EXPECT_NE(applied.error().what.find("'smooth'"), std::string::npos);
    EXPECT_EQ(applied.error().where, "fig99");
}

/// A user's own figure may name any transformation over any columns.
TEST(Transform, fails_where_the_figure_lacks_a_column_that_it_needs) {
    for (const auto* name : {"complete_grid", "drop_free_models", "ols_log_log", "market_segments",
                             "segment_examples"}) {
        FigureResult figure;
        figure.definition.id = "mine";
        figure.table.columns = {"app", "requests"};
        figure.table.rows = {{std::string("a"), std::int64_t{1}}};
        const auto applied = apply_transform(name, figure);
        ASSERT_FALSE(applied) << name;
        EXPECT_EQ(applied.error().kind, ErrorKind::bad_input) << name;
        EXPECT_NE(applied.error().what.find(name), std::string::npos) << applied.error().what;
    }
}

}  // namespace
}  // namespace orrery::study
