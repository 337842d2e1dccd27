#include "report/difference.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "support/temporary_directory.h"

namespace orrery::report {
namespace {

namespace fs = std::filesystem;

/// Writes a report of two figures and a table as far as a comparison reads it.
class Reports : public testing::Test {
protected:
    static void write(const fs::path& out, const std::string& share, const std::string& ids,
                      const std::string& takeaway = "A leads") {
        const std::string manifest =
            R"({"window": {"from": "2025-01-06", "to": "2025-01-19"}, "generations": 12,
                "catalog": "c1", "watermark": "3", "figures": [)" +
            ids + "]}";
        ASSERT_TRUE(write_file(out / "manifest.json", manifest));
        const std::string figure = R"({"id": "fig01", "status": "drawn", "takeaway": ")" +
                                   takeaway +
                                   R"(", "chart": {"unit": "share"}, "sql": "SELECT 1",
                "columns": ["week", "series", "value", "lower", "upper", "n"],
                "rows": [["2025-01-06", "a", 0.5, null, null, 3],
                         ["2025-01-13", "a", )" +
                                   share + R"(, null, null, 4]]})";
        ASSERT_TRUE(write_file(out / "figures/fig01.json", figure));
        const std::string table =
            R"({"id": "table1", "status": "drawn", "takeaway": "", "chart": {"unit": "tokens"},
                "sql": "", "columns": ["author", "tokens", "share"],
                "rows": [["A", 10, 0.7]]})";
        ASSERT_TRUE(write_file(out / "tables/table1.json", table));
    }

    test_support::TemporaryDirectory room_;
    fs::path before_ = room_.path() / "before";
    fs::path after_ = room_.path() / "after";
    const std::string both_ = R"({"id": "fig01"}, {"id": "table1"})";
};

TEST_F(Reports, of_the_same_run_are_the_same) {
    write(before_, "0.25", both_);
    write(after_, "0.25", both_);
    const auto difference = compare_runs(before_, after_);
    ASSERT_TRUE(difference) << describe(difference.error());
    ASSERT_EQ(difference->figures.size(), 2U);
    for (const auto& figure : difference->figures) {
        EXPECT_EQ(figure.change, FigureChange::same) << figure.id;
    }
    EXPECT_EQ(difference->before.generations, 12);
    EXPECT_EQ(difference->figures[1].values, 2U) << "tokens and share of the table's row";
}

TEST_F(Reports, that_differ_in_a_value_name_it) {
    write(before_, "0.25", both_);
    write(after_, "0.31", both_, "B leads");
    const auto difference = compare_runs(before_, after_);
    ASSERT_TRUE(difference) << describe(difference.error());
    const auto& figure = difference->figures[0];
    EXPECT_EQ(figure.change, FigureChange::changed);
    EXPECT_EQ(figure.values, 2U);
    EXPECT_EQ(figure.values_changed, 1U);
    ASSERT_EQ(figure.largest.size(), 1U);
    EXPECT_EQ(figure.largest[0].place, "2025-01-13 a");
    EXPECT_EQ(figure.largest[0].before, 0.25);
    EXPECT_EQ(figure.largest[0].after, 0.31);
    EXPECT_EQ(figure.takeaway_before, "A leads");
    EXPECT_EQ(figure.takeaway_after, "B leads");
    EXPECT_FALSE(figure.is_query_changed);
}

TEST_F(Reports, count_what_only_one_of_them_states) {
    write(before_, "0.25", both_);
    write(after_, "null", both_);
    const auto difference = compare_runs(before_, after_);
    ASSERT_TRUE(difference);
    EXPECT_EQ(difference->figures[0].change, FigureChange::changed);
    EXPECT_EQ(difference->figures[0].values_in_one, 1U);
    EXPECT_EQ(difference->figures[0].values_changed, 0U);
}

TEST_F(Reports, name_figures_of_one_of_them) {
    write(before_, "0.25", both_);
    write(after_, "0.25", R"({"id": "fig01"})");
    const auto gone = compare_runs(before_, after_);
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone->figures.back().change, FigureChange::only_before);
    const auto added = compare_runs(after_, before_);
    ASSERT_TRUE(added);
    EXPECT_EQ(added->figures.back().change, FigureChange::only_after);
}

TEST_F(Reports, that_are_none_or_damaged_are_named) {
    write(before_, "0.25", both_);
    const auto none = compare_runs(before_, after_);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::not_found);
    ASSERT_TRUE(write_file(after_ / "manifest.json", "{\"figures\": [{"));
    const auto damaged = compare_runs(before_, after_);
    ASSERT_FALSE(damaged);
    EXPECT_NE(describe(damaged.error()).find("damaged"), std::string::npos);
}

}  // namespace
}  // namespace orrery::report
