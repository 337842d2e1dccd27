#include "study/reading/takeaway.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "run.h"

namespace orrery::study {
namespace {

/// Weeks of two series whose first value is given and the second is the rest of 1.
FigureResult shares(const std::vector<double>& values) {
    std::vector<std::tuple<std::string, std::string, double>> rows;
    for (std::size_t week = 0; week < values.size(); ++week) {
        const auto x = fmt::format("2025-01-{:02}", 6 + week);
        rows.emplace_back(x, "open", values[week]);
        rows.emplace_back(x, "closed", 1 - values[week]);
    }
    auto figure = weekly(std::move(rows));
    figure.series = {{"open", "Open weights", "", false}, {"closed", "Closed", "", false}};
    figure.definition.takeaway = "class_shares";
    return figure;
}

FigureResult totals(const std::vector<double>& values, std::string writer) {
    std::vector<std::tuple<std::string, std::string, double>> rows;
    for (std::size_t week = 0; week < values.size(); ++week) {
        rows.emplace_back(fmt::format("2025-01-{:02}", 6 + week), "all", values[week]);
    }
    auto figure = weekly(std::move(rows));
    figure.definition.takeaway = std::move(writer);
    return figure;
}

TEST(Takeaway, says_who_leads_and_that_it_grew) {
    EXPECT_EQ(write_takeaway(shares({.3, .5, .9})),
              "Open weights: 90.0\u00a0% of tokens in the last week, up from 30.0\u00a0%");
    EXPECT_EQ(write_takeaway(shares({.3, .2, .1})),
              "Closed: 90.0\u00a0% of tokens in the last week, up from 70.0\u00a0%");
    EXPECT_EQ(write_takeaway(shares({.9, .7, .6})),
              "Open weights: 60.0\u00a0% of tokens in the last week, down from 90.0\u00a0%");
}

TEST(Takeaway, says_of_how_many_weeks_it_speaks) {
    EXPECT_EQ(write_takeaway(shares({.3, .3, .3, .3, .6, .6, .6, .6, .6, .6, .6, .6})),
              "Open weights: 60.0\u00a0% of tokens in the last 4 weeks, up from 30.0\u00a0%");
}

TEST(Takeaway, calls_a_share_steady_within_a_point) {
    EXPECT_EQ(write_takeaway(shares({.900, .7, .909})),
              "Open weights: 90.9\u00a0% of tokens in the last week, steady");
}

TEST(Takeaway, of_two_weeks_speaks_of_no_change) {
    EXPECT_EQ(write_takeaway(shares({.2, .8})),
              "Open weights: 80.0\u00a0% of tokens in the week of 7 Jan 2025");
    auto cut = shares({.8});
    cut.partial = {"2025-01-06"};
    EXPECT_EQ(write_takeaway(cut), "Open weights: 80.0\u00a0% of tokens in the week of 6 Jan 2025");
}

TEST(Takeaway, does_not_let_a_cut_week_make_a_trend) {
    auto figure = shares({.01, .6, .6, .6, .99});
    figure.partial = {"2025-01-06", "2025-01-10"};
    EXPECT_EQ(write_takeaway(figure),
              "Open weights: 60.0\u00a0% of tokens in the last week, steady");
}

TEST(Takeaway, lets_neither_the_rest_nor_an_overlay_lead) {
    auto figure = shares({.8, .8, .8});
    figure.series[0] = {"open", "All others", "", true};
    EXPECT_EQ(write_takeaway(figure), "Closed: 20.0\u00a0% of tokens in the last week, steady");
    figure = shares({.8, .8, .8});
    for (auto& row : figure.table.rows) {
        if (to_text(row[1]) == "open") {
            row[1] = std::string("other");
        }
    }
    figure.series[0] = {"other", "All others", "", false};
    figure.definition.takeaway = "top_series";
    EXPECT_EQ(write_takeaway(figure),
              "Closed leads with 20.0\u00a0% in the last week; 1 model has 5 % or more");
}

TEST(Takeaway, of_a_volume_says_growth_in_words) {
    EXPECT_EQ(write_takeaway(totals({5e11, 1e12, 7e12}, "volume_growth")),
              "From 500 billion to 7.00 trillion tokens a week");
    EXPECT_EQ(write_takeaway(totals({100, 400, 102}, "volume_growth")),
              "Steady at 102 tokens a week");
    EXPECT_EQ(write_takeaway(totals({2e6}, "volume_growth")),
              "2.00 million tokens in the week of 6 Jan 2025");
    EXPECT_EQ(write_takeaway(totals({0, 5, 10}, "count_growth")),
              "10 open-weight models in the last week");
    EXPECT_EQ(write_takeaway(totals({1}, "count_growth")),
              "1 open-weight model in the week of 6 Jan 2025");
}

TEST(Takeaway, of_a_mean_says_its_start) {
    auto figure = totals({1500, 3000, 6000}, "mean_change");
    figure.definition.y_title = "prompt tokens per generation";
    EXPECT_EQ(write_takeaway(figure),
              "6,000 prompt tokens per generation in the last week, 1,500 at the start");
}

TEST(Takeaway, of_an_elasticity_claims_no_more_than_its_interval) {
    FigureResult figure = weekly({});
    figure.definition.takeaway = "elasticity";
    const auto with = [&](double slope, double lower, double upper) {
        figure.statistics = {{"slope", slope, ""},
                             {"slope_lower", lower, ""},
                             {"slope_upper", upper, ""},
                             {"r_squared", 0.25, ""}};
        return write_takeaway(figure);
    };
    EXPECT_EQ(with(-0.6, -0.9, -0.3),
              "Cheaper models are used more: slope −0.60 (−0.90 to −0.30), R² 0.25");
    EXPECT_EQ(with(0.6, 0.3, 0.9),
              "Dearer models are used more: slope 0.60 (0.30 to 0.90), R² 0.25");
    EXPECT_EQ(with(-0.1, -0.5, 0.3),
              "Price alone tells little of usage: slope −0.10 (−0.50 to 0.30), R² 0.25");
}

TEST(Takeaway, falls_back_to_the_neutral_title) {
    auto figure = shares({.1, .2, .3});
    figure.definition.takeaway = "no_such_writer";
    EXPECT_EQ(write_takeaway(figure), "A neutral title");
    auto empty = shares({});
    empty.series.clear();
    EXPECT_EQ(write_takeaway(empty), "A neutral title");
}

/// A user's own figure may name any writer over any columns.
TEST(Takeaway, falls_back_where_the_figure_lacks_the_columns_of_its_writer) {
    for (const auto* writer :
         {"class_shares", "top_series", "volume_growth", "mean_change", "segments", "table_top"}) {
        FigureResult figure;
        figure.definition.title = "A neutral title";
        figure.definition.x = {"app"};
        figure.definition.takeaway = writer;
        figure.table.columns = {"app", "requests"};
        figure.table.rows = {{std::string("a"), std::int64_t{1}}};
        EXPECT_EQ(write_takeaway(figure), "A neutral title") << writer;
    }
}

FigureResult tags(std::vector<std::tuple<std::string, std::string, double>> rows) {
    auto figure = weekly(std::move(rows));
    figure.definition.x = {"category"};
    figure.table.columns.front() = "category";
    figure.definition.takeaway = "tags";
    return figure;
}

TEST(TagTakeaway, names_the_narrowest_and_the_broadest_category) {
    EXPECT_EQ(write_takeaway(tags({{"health", "Nutrition", .2},
                                   {"health", "other", .8},
                                   {"science", "AI", .8},
                                   {"science", "Physics", .2}})),
              "AI is 80.0\u00a0% of science; the largest tag of health is 20.0\u00a0%");
    EXPECT_EQ(write_takeaway(tags({{"science", "AI", .8}, {"health", "other", 1}})),
              "AI is 80.0\u00a0% of science; health has no tag of 7 % or more");
    EXPECT_EQ(write_takeaway(tags({{"health", "other", 1}})), "A neutral title");
}

TEST(LanguageTakeaway, names_languages_that_have_a_name) {
    FigureResult figure;
    figure.definition.takeaway = "language_top";
    figure.table.columns = {"language", "share"};
    figure.table.rows = {{"zh-Hans", .8}, {"xx", .2}};
    EXPECT_EQ(write_takeaway(figure),
              "Prompts by language: Simplified Chinese 80.0\u00a0%, then xx 20.0\u00a0%");
}

TEST(RetentionTakeaway, tells_the_cohort_that_stays_or_how_many_do) {
    FigureResult figure;
    figure.definition.title = "Retention on A";
    figure.definition.takeaway = "retention";
    figure.table.columns = {"cohort", "age", "value", "lower", "upper", "n"};
    figure.statistics = {{"mean_share_month_5", .05, ""}};
    for (const auto* cohort : {"2025-03", "2025-04"}) {
        figure.table.rows.push_back({cohort, std::int64_t{5}, .05, .01, .1, std::int64_t{200}});
    }
    figure.verdicts = {{"", "no_fit", "All leave."}, {"2025-04", "boomerang", "It rises."}};
    EXPECT_EQ(write_takeaway(figure),
              "Retention on A: 5.0\u00a0% of accounts are active in month 5 (of 2 cohorts); "
              "accounts of one cohort come back");
    figure.verdicts.push_back({"2025-05", "foundational", "40 % of 1.2 million stay. More."});
    EXPECT_EQ(write_takeaway(figure),
              "Retention on A: the cohort of May 2025 stays. 40 % of 1.2 million stay");
    figure.verdicts.back().is_provisional = true;
    EXPECT_EQ(write_takeaway(figure).substr(0, 44), "Retention on A: read early, the cohort of Ma");
}

}  // namespace
}  // namespace orrery::study
