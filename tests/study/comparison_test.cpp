#include "study/reading/comparison.h"

#include <gtest/gtest.h>

#include <cmath>

#include "run.h"
#include "study/reading/quantity.h"

namespace orrery::study {
namespace {

/// Eleven weeks of series a at 1, 2 … 11 and series b at ten times that; the first is cut.
FigureResult eleven_weeks() {
    std::vector<std::tuple<std::string, std::string, double>> rows;
    for (int week = 11; week >= 1; --week) {
        const std::string x = "week " + std::string(week < 10 ? "0" : "") + std::to_string(week);
        rows.emplace_back(x, "a", week);
        rows.emplace_back(x, "b", 10 * week);
    }
    auto figure = weekly(std::move(rows));
    figure.partial = {"week 01"};
    figure.statistics = {{"slope", -0.25, ""}, {"unknown", std::nullopt, ""}};
    return figure;
}

double measured(const std::string& series, const std::string& reduce) {
    auto figure = eleven_weeks();
    figure.definition.stated = {{"claim", 0, 0, series, reduce, "section"}};
    compare_with_paper(figure);
    return figure.comparisons.at(0).measured.value_or(NAN);
}

TEST(Comparison, reduces_over_complete_weeks_only) {
    EXPECT_EQ(measured("a", "mean"), 6.5);
    EXPECT_EQ(measured("a", "min"), 2);
    EXPECT_EQ(measured("a", "max"), 11);
    EXPECT_EQ(measured("a", "first"), 3.5) << "the mean of weeks 2 to 5";
    EXPECT_EQ(measured("a", "last"), 9.5) << "the mean of weeks 8 to 11";
    EXPECT_EQ(measured("b", "max"), 110);
}

TEST(Comparison, sums_the_series_of_a_week_for_totals) {
    EXPECT_EQ(measured("", "total_first"), 11 * 3.5);
    EXPECT_EQ(measured("", "total_last"), 11 * 9.5);
}

TEST(Comparison, takes_a_statistic_by_its_name) {
    EXPECT_EQ(measured("", "statistic:slope"), -0.25);
    EXPECT_TRUE(std::isnan(measured("", "statistic:unknown")));
    EXPECT_TRUE(std::isnan(measured("", "statistic:none")));
}

TEST(Comparison, leaves_a_series_that_is_not_there_unmeasured) {
    EXPECT_TRUE(std::isnan(measured("c", "mean")));
    EXPECT_TRUE(std::isnan(measured("c", "last")));
}

TEST(Comparison, agrees_within_the_tolerance_and_not_beyond) {
    auto figure = eleven_weeks();
    figure.definition.stated = {{"inside", 6.4, 0.1000001, "a", "mean", ""},
                                {"outside", 6.3, 0.1, "a", "mean", ""},
                                {"no such series", 0, 100, "c", "mean", ""}};
    compare_with_paper(figure);
    ASSERT_EQ(figure.comparisons.size(), 3U);
    EXPECT_TRUE(figure.comparisons[0].agrees);
    EXPECT_FALSE(figure.comparisons[1].agrees);
    EXPECT_FALSE(figure.comparisons[2].agrees);
}

TEST(Comparison, agrees_on_the_whole_side_of_a_bound_and_no_further_than_the_tolerance) {
    auto figure = eleven_weeks();
    for (const auto bound : {Bound::at_most, Bound::at_least}) {
        for (const double stated : {1.0, 6.4, 6.6, 12.0}) {
            figure.definition.stated.push_back({"mean", stated, 0.2, "a", "mean", "", bound});
        }
    }
    figure.definition.stated.push_back({"unknown", 0, 9, "c", "mean", "", Bound::at_least});
    compare_with_paper(figure);
    std::vector<bool> agrees;
    for (const auto& comparison : figure.comparisons) agrees.push_back(comparison.agrees);
    EXPECT_EQ(agrees, (std::vector<bool>{false, true, true, true, true, true, true, false, false}))
        << "the measured mean is 6.5";
}

TEST(CompleteValues, of_a_table_without_series_are_none) {
    FigureResult table;
    table.table.columns = {"author", "tokens"};
    table.table.rows = {{std::string("a"), std::int64_t{1}}};
    EXPECT_TRUE(complete_values(table, "").empty());
}

TEST(MeanAt, takes_what_there_is) {
    EXPECT_EQ(mean_at({1, 2, 3, 4, 5}, End::first, 2), 1.5);
    EXPECT_EQ(mean_at({1, 2, 3, 4, 5}, End::last, 2), 4.5);
    EXPECT_EQ(mean_at({1, 3}, End::last), 2);
    EXPECT_EQ(mean_at({}, End::last), std::nullopt);
}

/// Whether anything computes a statistic of this name beside the figure's rows.
bool is_computed(const FigureDefinition& figure, const std::string& name) {
    const auto has_transform = [&](const char* transform) {
        return std::ranges::find(figure.transforms, transform) != figure.transforms.end();
    };
    return std::ranges::find(figure.statistics, name, &StatisticQuery::name) !=
               figure.statistics.end() ||
           has_transform("ols_log_log") || has_transform("price_quadrants");
}

/// A rule that nobody knows would silently be taken for "last": each must be one of the list.
TEST(StatedValues, of_the_study_are_reduced_by_known_rules) {
    const std::vector<std::string> rules = {"mean", "min",         "max",       "first",
                                            "last", "total_first", "total_last"};
    const auto study = *load_study({});
    for (const FigureDefinition& figure : study.figures) {
        for (const StatedValue& stated : figure.stated) {
            const std::string what = figure.id + ": " + stated.claim + ", " + stated.reduce;
            if (stated.reduce.starts_with("statistic:")) {
                EXPECT_TRUE(is_computed(figure, stated.reduce.substr(10))) << what;
            } else if (stated.reduce.starts_with("cell:")) {
                EXPECT_EQ(figure.kind, ChartKind::cohorts) << what;
            } else {
                EXPECT_NE(std::ranges::find(rules, stated.reduce), rules.end()) << what;
            }
            EXPECT_TRUE(stated.tolerance > 0 || stated.bound != Bound::none) << what;
            EXPECT_FALSE(stated.source.empty()) << what;
        }
    }
}

TEST(Quantities, are_written_as_a_reader_says_them) {
    EXPECT_EQ(percent_text(0.1234), "12.3\u00a0%");
    EXPECT_EQ(percent_text(0), "0.0\u00a0%");
    EXPECT_EQ(percent_text(1), "100\u00a0%");
    EXPECT_EQ(quantity_text(1.62e7), "16.2 million");
    EXPECT_EQ(quantity_text(7e12), "7.00 trillion");
    EXPECT_EQ(quantity_text(1234), "1,234");
    EXPECT_EQ(quantity_text(12), "12");
    EXPECT_EQ(quantity_text(0.5), "0.500");
    EXPECT_EQ(quantity_text(0), "0");
    EXPECT_EQ(dollars_text(0.394), "$0.394");
    EXPECT_EQ(dollars_text(34.068), "$34.1");
}

/// Where rounding carries into the next unit, the next unit is said.
TEST(Quantities, carry_into_the_next_unit) {
    EXPECT_EQ(quantity_text(999'999'999), "1.00 billion");
    EXPECT_EQ(quantity_text(999'999), "999,999");
    EXPECT_EQ(dollars_text(9.999), "$10.0");
    EXPECT_EQ(dollars_text(4072.4), "$4,072");
}

}  // namespace
}  // namespace orrery::study
