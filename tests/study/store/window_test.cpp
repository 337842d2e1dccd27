#include "study/store/window.h"

#include <gtest/gtest.h>

#include "../run.h"
#include "study/store/coverage.h"

namespace orrery::study {
namespace {

using test_support::TestStore;
using test_support::Traffic;
using Texts = std::vector<std::string>;

Texts partial(const std::string& unit, const Texts& x, const Window& window) {
    FigureResult figure = weekly({});
    figure.definition.x = {unit};
    for (const std::string& each : x) {
        figure.table.rows.push_back({each, std::string("a"), 1.0, {}, {}, std::int64_t{1}});
    }
    return partial_values(figure, window);
}

/// 2024-11-03 is a Sunday: the paper's first day leaves a stub of one day.
TEST(PartialWeeks, are_those_that_the_window_cuts) {
    const Texts weeks{"2024-10-28", "2024-11-04", "2025-11-17", "2025-11-24"};
    EXPECT_EQ(partial("week", weeks, {"2024-11-03", "2025-11-30"}), Texts{"2024-10-28"});
    EXPECT_EQ(partial("week", weeks, {"2024-11-04", "2025-11-29"}),
              (Texts{"2024-10-28", "2025-11-24"}));
    EXPECT_EQ(partial("week", weeks, {"2024-10-28", "2025-11-30"}), Texts{});
}

TEST(PartialWeeks, may_be_cut_at_both_ends) {
    EXPECT_EQ(partial("week", {"2025-01-06"}, {"2025-01-07", "2025-01-11"}), Texts{"2025-01-06"});
    EXPECT_EQ(partial("week", {"2025-01-06"}, {"2025-01-06", "2025-01-12"}), Texts{});
}

/// The week of Monday 2024-12-30 lies in both years; ISO 8601 calls it 2025-W01.
TEST(PartialWeeks, run_across_the_year) {
    EXPECT_EQ(partial("week", {"2024-12-30"}, {"2024-12-30", "2025-01-05"}), Texts{});
    EXPECT_EQ(partial("week", {"2024-12-30"}, {"2024-12-30", "2024-12-31"}), Texts{"2024-12-30"});
    EXPECT_EQ(partial("week", {"2024-12-30"}, {"2025-01-01", "2025-02-01"}), Texts{"2024-12-30"});
}

TEST(PartialMonths, know_the_length_of_each_month) {
    EXPECT_EQ(partial("month", {"2024-02-01"}, {"2024-02-01", "2024-02-28"}), Texts{"2024-02-01"});
    EXPECT_EQ(partial("month", {"2024-02-01"}, {"2024-02-01", "2024-02-29"}), Texts{});
    EXPECT_EQ(partial("month", {"2025-02-01"}, {"2025-02-01", "2025-02-28"}), Texts{});
    EXPECT_EQ(partial("month", {"2024-12-01"}, {"2024-12-02", "2025-12-31"}), Texts{"2024-12-01"});
}

TEST(PartialValues, are_none_where_x_is_no_time) {
    EXPECT_EQ(partial("model", {"2025-01-06"}, {"2025-01-07", "2025-01-08"}), Texts{});
}

class WindowOfStore : public testing::Test {
protected:
    static TestStore& store() {
        static TestStore made;
        static const bool is_filled = (made.fill(Traffic(21).draw(600)), true);
        EXPECT_TRUE(is_filled);
        return made;
    }
};

TEST_F(WindowOfStore, is_its_first_to_its_last_day) {
    const auto window = resolve_window(*store(), "", "");
    ASSERT_TRUE(window);
    EXPECT_EQ(window->from + " " + window->to,
              store().row("SELECT min(day) || ' ' || max(day) FROM mart_usage"));
}

TEST_F(WindowOfStore, is_what_the_user_says_also_beyond_the_data) {
    const auto window = resolve_window(*store(), "2025-01-01", "2026-01-01");
    ASSERT_TRUE(window);
    EXPECT_EQ(window->from, "2025-01-01");
    EXPECT_EQ(window->to, "2026-01-01");
}

TEST_F(WindowOfStore, takes_dates_of_the_calendar_and_nothing_else) {
    for (const auto* text :
         {"yesterday", "2025-02-29", "2025-13-01", "2025-00-10", "2025-1-1", "2025-01-011",
          "20250101", "2025-01-01T00:00", "2025/01/01", "2025- 1-01", "2025-01-+1", "2025-01- 1",
          "+025-01-01", "2025-01-1'"}) {
        for (const bool is_from : {true, false}) {
            const auto window = resolve_window(*store(), is_from ? text : "", is_from ? "" : text);
            ASSERT_FALSE(window) << text;
            EXPECT_EQ(window.error().kind, ErrorKind::usage) << text;
            EXPECT_EQ(window.error().where, is_from ? "--from" : "--to");
        }
    }
    EXPECT_TRUE(resolve_window(*store(), "2024-02-29", ""));
}

TEST_F(WindowOfStore, does_not_end_before_it_begins) {
    const auto window = resolve_window(*store(), "2025-09-02", "2025-09-01");
    ASSERT_FALSE(window);
    EXPECT_EQ(window.error().kind, ErrorKind::usage);
    EXPECT_TRUE(resolve_window(*store(), "2025-09-01", "2025-09-01"));
}

TEST_F(WindowOfStore, without_any_generation_is_said_to_be_empty) {
    const auto window = resolve_window(*store(), "2030-01-01", "");
    ASSERT_FALSE(window);
    EXPECT_EQ(window.error().kind, ErrorKind::not_found);
    const TestStore empty;
    EXPECT_EQ(resolve_window(*empty, "", "").error().kind, ErrorKind::not_found);
}

/// Weeks begin on Monday; the usage of a window holds its days and no other.
TEST_F(WindowOfStore, cuts_the_usage_at_its_days) {
    const Window window{"2025-09-03", "2025-09-16"};
    ASSERT_TRUE(store()->execute(usage_table_sql(load_study({})->usage_view, window)));
    ASSERT_TRUE(store()->execute(complete_weeks_sql(window)));
    EXPECT_EQ(store().rows("SELECT DISTINCT week FROM usage ORDER BY week"),
              (Texts{"2025-09-01", "2025-09-08", "2025-09-15"}));
    EXPECT_EQ(store().rows("SELECT week FROM complete_weeks"), Texts{"2025-09-08"});
    EXPECT_EQ(store().row("SELECT sum(generations) FROM usage"),
              store().row("SELECT count(*) FROM generations WHERE created_at >= "
                          "TIMESTAMP '2025-09-03' AND created_at < TIMESTAMP '2025-09-17'"));
}

TEST_F(WindowOfStore, coverage_counts_the_known_values_of_its_days) {
    const auto coverage = StoreCoverage::read(*store(), {"2025-09-03", "2025-09-16"});
    ASSERT_TRUE(coverage);
    const auto needed = coverage->of({"prompt_tokens", "reasoning_tokens"});
    const std::string rows =
        "FROM generations WHERE created_at >= TIMESTAMP '2025-09-03' "
        "AND created_at < TIMESTAMP '2025-09-17'";
    EXPECT_EQ(std::to_string(needed.generations), store().row("SELECT count(*) " + rows));
    EXPECT_EQ(std::to_string(needed.usable), store().row("SELECT count(reasoning_tokens) " + rows));
    EXPECT_EQ(needed.scarcest, "reasoning_tokens");
    EXPECT_EQ(coverage->of({}).usable, needed.generations);
    EXPECT_EQ(coverage->missing({"prompt_tokens", "region", "no_such_column"}),
              (Texts{"region", "no_such_column"}));
}

}  // namespace
}  // namespace orrery::study
