#include "base/table.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>

namespace orrery {
namespace {

/// A reader of RFC 4180 that shares nothing with the writer: fields by their quotes alone.
std::vector<std::vector<std::string>> read_csv(const std::string& text) {
    std::vector<std::vector<std::string>> records(1, std::vector<std::string>(1));
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"' && quoted && at + 1 < text.size() && text[at + 1] == '"') {
            records.back().back() += text[++at];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            records.back().emplace_back();
        } else if (c == '\n' && !quoted) {
            records.emplace_back(1, std::string());
        } else {
            records.back().back() += c;
        }
    }
    records.pop_back();  // The line end of the last record opens another.
    return records;
}

rc::Gen<std::string> texts() {
    return rc::gen::container<std::string>(
        rc::gen::elementOf(std::string("ab,\"\n\r;'\t \xc3\xa9"
                                       "01")));
}

rc::Gen<Cell> cells() {
    return rc::gen::oneOf(
        rc::gen::just(Cell()),
        rc::gen::map(rc::gen::arbitrary<std::int64_t>(),
                     [](std::int64_t count) { return Cell(count); }),
        rc::gen::map(texts(), [](std::string text) { return Cell(std::move(text)); }));
}

TEST(Csv, quotes_only_what_needs_it) {
    const Table table{{"a,b", "plain"},
                      {{std::string("say \"hi\""), std::string("x y")},
                       {std::string("two\nlines"), std::string("cr\r")}}};
    EXPECT_EQ(to_csv(table), "\"a,b\",plain\n\"say \"\"hi\"\"\",x y\n\"two\nlines\",\"cr\r\"\n");
}

TEST(Csv, writes_null_as_nothing_and_zero_as_zero) {
    const Table table{{"a", "b", "c"}, {{Cell(), std::int64_t{0}, 0.0}}};
    EXPECT_EQ(to_csv(table), "a,b,c\n,0,0\n");
}

TEST(Csv, keeps_a_lone_empty_field_a_record) {
    const Table table{{"a"}, {{Cell()}, {std::string("x")}}};
    EXPECT_EQ(to_csv(table), "a\n\"\"\nx\n");
}

RC_GTEST_PROP(Csv, reads_back_as_the_texts_of_its_cells, ()) {
    const auto columns = *rc::gen::inRange<std::size_t>(1, 5);
    Table table;
    table.columns = *rc::gen::container<std::vector<std::string>>(columns, texts());
    table.rows = *rc::gen::container<std::vector<std::vector<Cell>>>(
        rc::gen::container<std::vector<Cell>>(columns, cells()));
    std::vector<std::vector<std::string>> expected{table.columns};
    for (const auto& row : table.rows) {
        auto& record = expected.emplace_back();
        for (const Cell& cell : row) {
            record.push_back(to_text(cell));
        }
    }
    RC_ASSERT(read_csv(to_csv(table)) == expected);
}

RC_GTEST_PROP(ToText, writes_doubles_that_read_back_as_they_were, ()) {
    const auto bits = *rc::gen::arbitrary<std::uint64_t>();
    const double value = std::bit_cast<double>(bits);
    RC_PRE(std::isfinite(value));
    const std::string text = to_text(Cell(value));
    double back = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), back);
    RC_ASSERT(read.ptr == text.data() + text.size());
    RC_ASSERT(std::bit_cast<std::uint64_t>(back) == bits);
}

TEST(Table, finds_columns_by_name) {
    const Table table{{"week", "value"}, {}};
    EXPECT_EQ(table.column("value"), 1U);
    EXPECT_EQ(table.column("none"), table.columns.size());
}

TEST(NumberOr, reads_counts_and_measures_and_nothing_else) {
    EXPECT_EQ(number_or(Cell(std::int64_t{-3}), 7), -3);
    EXPECT_EQ(number_or(Cell(0.25), 7), 0.25);
    EXPECT_EQ(number_or(Cell(), 7), 7);
    EXPECT_EQ(number_or(Cell(std::string("5")), 7), 7);
}

}  // namespace
}  // namespace orrery
