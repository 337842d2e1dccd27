#include "catalog/csv.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/table.h"

namespace orrery::catalog {
namespace {

using Cells = std::vector<std::string>;

/// Returns `where: what` of the failure, or nothing if the text was read.
std::string failure(std::string_view text) {
    const auto csv = read_csv(text, "facts.csv");
    return csv ? "" : csv.error().where + ": " + csv.error().what;
}

TEST(Csv, reads_cells_and_the_line_each_row_begins_on) {
    const auto csv = read_csv("a,b\n1,2\n\"x\ny\",3\n4,\n", "facts.csv");
    ASSERT_TRUE(csv.has_value());
    EXPECT_EQ(csv->header, (Cells{"a", "b"}));
    ASSERT_EQ(csv->rows.size(), 3u);
    EXPECT_EQ(csv->rows[1].cells, (Cells{"x\ny", "3"}));
    EXPECT_EQ(csv->rows[1].line, 3);
    EXPECT_EQ(csv->rows[2].cells, (Cells{"4", ""}));
    EXPECT_EQ(csv->rows[2].line, 5);
}

TEST(Csv, takes_a_byte_order_mark_crlf_doubled_quotes_blank_lines_and_a_missing_last_line_end) {
    const auto csv = read_csv(
        "\xEF\xBB\xBF"
        "a,b\r\n\r\n\"say \"\"hi\"\"\",\"1,5\"\r\nx,y",
        "f");
    ASSERT_TRUE(csv.has_value());
    EXPECT_EQ(csv->header, (Cells{"a", "b"}));
    ASSERT_EQ(csv->rows.size(), 2u);
    EXPECT_EQ(csv->rows[0].cells, (Cells{"say \"hi\"", "1,5"}));
    EXPECT_EQ(csv->rows[1].cells, (Cells{"x", "y"}));
}

TEST(Csv, names_file_and_line_of_a_ragged_row) {
    EXPECT_EQ(failure("a,b\n1,2\n3\n"), "facts.csv:3: this row has 1 cells, the header has 2");
    EXPECT_EQ(failure("a,b\n1,2,3\n"), "facts.csv:2: this row has 3 cells, the header has 2");
}

TEST(Csv, names_file_and_line_of_an_unterminated_quote) {
    EXPECT_EQ(failure("a,b\n1,2\n3,\"four\nfive\n"),
              "facts.csv:3: a quoted cell begins here and never ends");
}

TEST(Csv, refuses_nul_bytes_stray_quotes_and_lone_carriage_returns) {
    using std::string_view_literals::operator""sv;
    EXPECT_EQ(failure("a,b\n1,\0\n"sv), "facts.csv:2: a NUL byte");
    EXPECT_EQ(failure("a,b\n1,\"\0\"\n"sv), "facts.csv:2: a NUL byte");
    EXPECT_EQ(failure("a,b\n1,x\"y\"\n"),
              "facts.csv:2: a quote inside a cell that does not begin with one");
    EXPECT_EQ(failure("a,b\n1,\"x\"y\n"), "facts.csv:2: text follows a closing quote");
    EXPECT_EQ(failure("a,b\r1,2\r"), "facts.csv:1: a carriage return without a line feed");
}

TEST(Csv, refuses_an_empty_file_and_a_column_named_twice) {
    EXPECT_EQ(failure(""), "facts.csv:1: the file is empty, it needs a header row");
    EXPECT_EQ(failure("a,b,a\n1,2,3\n"), "facts.csv:1: the header names the column 'a' twice");
}

TEST(Csv, reads_back_what_a_table_writes) {
    const auto held = rc::check("any table of two columns survives the round trip", [] {
        const auto cell = rc::gen::container<std::string>(
            rc::gen::elementOf(std::string("ab,\"\n\r\t;\xC3\xA9 ")));
        const auto rows = *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
            rc::gen::pair(cell, cell));
        Table table{.columns = {"first", "second, quoted"}, .rows = {}};
        for (const auto& [first, second] : rows) {
            table.rows.push_back({first, second});
        }
        const auto csv = read_csv(to_csv(table), "table.csv");
        RC_ASSERT(csv.has_value());
        RC_ASSERT(csv->header == table.columns);
        RC_ASSERT(csv->rows.size() == rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            RC_ASSERT(csv->rows[i].cells == (Cells{rows[i].first, rows[i].second}));
        }
    });
    EXPECT_TRUE(held);
}

TEST(Csv, never_fails_without_a_place_whatever_the_bytes) {
    const auto held = rc::check("any bytes are read or refused with file and line", [] {
        const auto text = *rc::gen::container<std::string>(
            rc::gen::elementOf(std::string("a,\"\n\r\0\xEF\xBB\xBF", 9)));
        const auto csv = read_csv(text, "any.csv");
        if (!csv) {
            RC_ASSERT(csv.error().where.starts_with("any.csv:"));
        }
    });
    EXPECT_TRUE(held);
}

}  // namespace
}  // namespace orrery::catalog
