// Which weeks rows by the week cannot tell, and how a window is read in spans.

#include "study/filter/part/cut_weeks.h"

#include <gtest/gtest.h>

#include "support/test_store.h"
#include "support/traffic.h"

namespace orrery::study {
namespace {

using test_support::TestStore;
using test_support::Traffic;
using Firsts = std::vector<std::string>;

/// Traffic from Wednesday, 2025-08-20, to Tuesday, 2025-10-14.
class CutWeeks : public testing::Test {
protected:
    CutWeeks() { store_.fill(Traffic(91).draw(2000)); }

    /// Returns the first days of the weeks; "none" where rows by the week cannot tell the part.
    Firsts cut(const Periods& periods, const Window& window,
               const std::vector<ModelWindow>& names = {}) {
        const auto weeks = cut_weeks(*store_, periods, names, window, "mart_usage");
        if (!weeks || !*weeks) {
            return {weeks ? "none" : describe(weeks.error())};
        }
        Firsts firsts;
        for (const Window& week : **weeks) {
            firsts.push_back(week.from);
        }
        return firsts;
    }

    TestStore store_;
    const Window all_{"2025-08-20", "2025-10-14"};
    const Periods days_in_weeks_{"day", "week", true};
};

TEST_F(CutWeeks, are_those_where_the_window_ends_and_the_store_goes_on) {
    EXPECT_EQ(cut(days_in_weeks_, all_), Firsts{});
    EXPECT_EQ(cut(days_in_weeks_, {"2025-09-01", "2025-09-28"}), Firsts{});
    EXPECT_EQ(cut(days_in_weeks_, {"2025-09-02", "2025-09-27"}),
              (Firsts{"2025-09-01", "2025-09-22"}));
    EXPECT_EQ(cut({"week", "week", true}, {"2025-09-02", "2025-09-27"}), Firsts{});
}

TEST_F(CutWeeks, are_those_in_which_a_name_changes_its_meaning) {
    const std::vector<ModelWindow> names = {
        {"a", "", "2025-09-10"}, {"b", "2025-09-15", ""}, {"c", "2024-12-26", "2025-12-26"}};
    EXPECT_EQ(cut(days_in_weeks_, all_, names), Firsts{"2025-09-08"});
    EXPECT_EQ(cut({"week", "week", false}, all_, names), Firsts{"2025-09-08"});
    EXPECT_EQ(cut({"day", "day", false}, all_, names), Firsts{});
}

TEST_F(CutWeeks, are_no_way_to_tell_days_or_months_or_many_changes) {
    EXPECT_EQ(cut({"day", "week", false}, all_), Firsts{"none"});
    EXPECT_EQ(cut({"month", "week", true}, all_), Firsts{"none"});
    std::vector<ModelWindow> names;
    for (const auto* day :
         {"08-20", "08-27", "09-03", "09-10", "09-17", "09-24", "10-01", "10-08", "10-14"}) {
        names.push_back({"a", std::string("2025-") + day, ""});
    }
    EXPECT_EQ(cut(days_in_weeks_, all_, names), Firsts{"none"});
}

TEST_F(CutWeeks, divide_a_window_into_spans_of_whole_weeks) {
    const auto spans = week_spans(*store_, all_, "mart_usage", 500);
    ASSERT_TRUE(spans);
    EXPECT_GT(spans->size(), 2);
    EXPECT_EQ(spans->front().from, "2025-08-18");
    EXPECT_EQ(spans->back().to, "2025-10-19");
    std::string days;
    for (const Window& span : *spans) {
        days +=
            " UNION ALL SELECT count(*) AS n, count(DISTINCT week_of(created_at)) AS weeks "
            "FROM generations WHERE created_at >= DATE '" +
            span.from + "' AND created_at < DATE '" + span.to + "' + 1";
    }
    EXPECT_EQ(store_.row("SELECT sum(n), sum(weeks), max(n) < 1000 FROM (" + days.substr(11) + ")"),
              "2000|9|true");
}

}  // namespace
}  // namespace orrery::study
