#include "warehouse/duckdb/connection.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "support/temporary_directory.h"

namespace orrery::warehouse {
namespace {

class Answers : public testing::Test {
protected:
    const Connection connection_ = *Connection::open({}, Access::read_write);

    [[nodiscard]] Cell cell(const std::string& expression) const {
        const auto answer = connection_.query("SELECT " + expression);
        if (!answer) {
            ADD_FAILURE() << describe(answer.error());
            return std::string("no answer");
        }
        return answer->rows.front().front();
    }
};

TEST_F(Answers, keep_whole_numbers_of_every_width) {
    for (const auto* type : {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT",
                             "UINTEGER", "UBIGINT", "HUGEINT"}) {
        EXPECT_EQ(cell(std::string("CAST(100 AS ") + type + ")"), Cell(std::int64_t{100})) << type;
        EXPECT_EQ(cell(std::string("CAST(NULL AS ") + type + ")"), Cell()) << type;
    }
    EXPECT_EQ(cell("CAST(-7 AS TINYINT)"), Cell(std::int64_t{-7}));
    EXPECT_EQ(cell("-9223372036854775807 - 1"), Cell(std::numeric_limits<std::int64_t>::min()));
}

/// Sums of BIGINT are HUGEINT in DuckDB; what fits 64 bits stays exact.
TEST_F(Answers, keep_128_bit_sums_exact_while_they_fit) {
    EXPECT_EQ(cell("sum(x) FROM (VALUES (9007199254740993), (2)) AS v (x)"),
              Cell(std::int64_t{9007199254740995}));
    EXPECT_EQ(cell("CAST(9223372036854775807 AS HUGEINT)"),
              Cell(std::numeric_limits<std::int64_t>::max()));
    EXPECT_EQ(cell("CAST('-9223372036854775808' AS HUGEINT)"),
              Cell(std::numeric_limits<std::int64_t>::min()));
    EXPECT_EQ(cell("CAST('-1' AS HUGEINT)"), Cell(std::int64_t{-1}));
}

TEST_F(Answers, give_measures_where_a_sum_outgrows_64_bits) {
    EXPECT_EQ(cell("CAST('9223372036854775808' AS HUGEINT)"), Cell(9223372036854775808.0));
    EXPECT_EQ(cell("CAST('-9223372036854775809' AS HUGEINT)"), Cell(-9223372036854775808.0));
    EXPECT_EQ(cell("CAST('18446744073709551615' AS UBIGINT)"), Cell(18446744073709551615.0));
}

TEST_F(Answers, read_decimals_of_every_width_and_sign) {
    for (const auto* type : {"DECIMAL(4,2)", "DECIMAL(9,2)", "DECIMAL(18,2)", "DECIMAL(38,2)"}) {
        EXPECT_EQ(cell(std::string("CAST(-12.25 AS ") + type + ")"), Cell(-12.25)) << type;
        EXPECT_EQ(cell(std::string("CAST(12.5 AS ") + type + ")"), Cell(12.5)) << type;
    }
}

TEST_F(Answers, read_measures_texts_and_flags) {
    EXPECT_EQ(cell("CAST(0.1 AS DOUBLE)"), Cell(0.1));
    EXPECT_EQ(cell("CAST(0.5 AS FLOAT)"), Cell(0.5));
    EXPECT_EQ(cell("'short'"), Cell(std::string("short")));
    EXPECT_EQ(cell("repeat('é', 50)"), Cell([] {
                  std::string text;
                  for (int i = 0; i < 50; ++i) {
                      text += "é";
                  }
                  return text;
              }()));
    EXPECT_EQ(cell("''"), Cell(std::string()));
    EXPECT_EQ(cell("true"), Cell(std::string("true")));
    EXPECT_EQ(cell("NULL"), Cell());
}

TEST_F(Answers, write_dates_and_times_as_iso_texts_in_utc) {
    EXPECT_EQ(cell("DATE '2024-02-29'"), Cell(std::string("2024-02-29")));
    EXPECT_EQ(cell("DATE '1969-12-31'"), Cell(std::string("1969-12-31")));
    EXPECT_EQ(cell("TIMESTAMP '2025-11-30 23:59:59.000007'"),
              Cell(std::string("2025-11-30T23:59:59.000007Z")));
    EXPECT_EQ(cell("TIMESTAMP '1969-12-31 23:59:59.999999'"),
              Cell(std::string("1969-12-31T23:59:59.999999Z")));
}

TEST_F(Answers, of_many_rows_keep_their_order_and_their_nulls) {
    const auto answer = connection_.query(
        "SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE 'row ' || i END AS text "
        "FROM range(10000) AS r (i) ORDER BY i");
    ASSERT_TRUE(answer);
    ASSERT_EQ(answer->columns, (std::vector<std::string>{"i", "text"}));
    ASSERT_EQ(answer->rows.size(), 10000U);
    for (std::int64_t i = 0; i < 10000; ++i) {
        const auto& row = answer->rows[static_cast<std::size_t>(i)];
        ASSERT_EQ(row[0], Cell(i));
        ASSERT_EQ(row[1], i % 3 == 0 ? Cell() : Cell("row " + std::to_string(i)));
    }
}

TEST_F(Answers, of_a_wrong_statement_are_errors_that_say_why) {
    const auto answer = connection_.query("SELECT nothing FROM nowhere");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::bad_input);
    EXPECT_NE(answer.error().what.find("nowhere"), std::string::npos);
}

TEST_F(Answers, count_is_zero_for_null_and_for_no_row) {
    EXPECT_EQ(*connection_.count("SELECT NULL"), 0);
    EXPECT_EQ(*connection_.count("SELECT 1 WHERE false"), 0);
    EXPECT_EQ(*connection_.count("SELECT 41 + 1"), 42);
}

TEST_F(Answers, a_failed_transaction_leaves_nothing_and_returns_the_first_failure) {
    ASSERT_TRUE(connection_.execute("CREATE TABLE t (x INTEGER)"));
    const auto done = connection_.transaction([&]() -> Status {
        if (auto inserted = connection_.execute("INSERT INTO t VALUES (1)"); !inserted) {
            return inserted;
        }
        return connection_.execute("INSERT INTO missing VALUES (1)");
    });
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().what.find("missing"), std::string::npos);
    EXPECT_EQ(*connection_.count("SELECT count(*) FROM t"), 0);
    ASSERT_TRUE(
        connection_.transaction([&] { return connection_.execute("INSERT INTO t VALUES (2)"); }));
    EXPECT_EQ(*connection_.count("SELECT count(*) FROM t"), 1);
}

RC_GTEST_PROP(Quoting, any_text_is_a_literal_and_an_identifier, ()) {
    static const Connection connection = *Connection::open({}, Access::read_write);
    const auto text = *rc::gen::nonEmpty(
        rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab'\";-\\$\n%{}"))));
    const auto answer =
        connection.query("SELECT " + sql_literal(text) + " AS " + sql_identifier(text));
    RC_ASSERT(answer.has_value());
    RC_ASSERT(answer->rows.size() == 1U);
    RC_ASSERT(answer->rows[0][0] == Cell(text));
    RC_ASSERT(answer->columns[0] == text);
}

TEST(Open, fails_on_a_file_that_is_no_database_and_names_it) {
    const test_support::TemporaryDirectory room;
    const auto file = room / "notes.txt";
    ASSERT_TRUE(write_file(file, std::string(5000, 'x')));
    const auto opened = Connection::open(file, Access::read_write);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().where, file.string());
}

}  // namespace
}  // namespace orrery::warehouse
