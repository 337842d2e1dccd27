#include "warehouse/duckdb/stream.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "support/temporary_directory.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::warehouse {
namespace {

constexpr std::int64_t begins_us = 1'755'648'000'000'000;

/// Row r of the test stream, of every type. Its SQL twin is `expected_rows`.
class EveryType : public StreamSource {
public:
    EveryType(const StreamDictionary& dictionary, std::int64_t rows)
        : dictionary_(dictionary), rows_(rows) {}

    Result<std::size_t> fill(StreamChunk& chunk) override {
        std::size_t at = 0;
        std::vector<std::uint32_t> codes;
        for (; at < StreamChunk::rows_max && row_ < rows_; ++at, ++row_) {
            const std::int64_t row = row_;
            chunk.counts(0)[at] = row;
            chunk.counts(1)[at] = begins_us + row * 1'000'000;
            chunk.smalls(2)[at] = static_cast<std::int32_t>(row % 1000) - 500;
            chunk.reals(3)[at] = static_cast<double>(row) / 8;
            chunk.flags(4)[at] = row % 3 == 0;
            chunk.counts(5)[at] = row * 1'000'000'007;
            chunk.text(6, at, fmt::format("g-{:04x}", row));
            chunk.text(7, at, fmt::format("a text that no vector inlines, ü {}", row));
            codes.push_back(row % 7 == 6 ? dictionary_.null_code()
                                         : static_cast<std::uint32_t>(row % 7));
            for (std::size_t column = 0; column < 8; ++column) {
                if ((row + static_cast<std::int64_t>(column)) % 11 == 0 && column != 0) {
                    chunk.set_null(column, at);
                }
            }
        }
        chunk.dictionary(8, dictionary_, codes);
        chunk.constant_text(9, "the same in each row");
        chunk.null_column(10);
        chunk.null_column(11);
        return at;
    }

private:
    const StreamDictionary& dictionary_;
    std::int64_t rows_;
    std::int64_t row_ = 0;
};

constexpr auto expected_rows = R"sql((
SELECT r AS n,
       CASE WHEN (r + 1) % 11 != 0 THEN make_timestamp(1755648000000000 + r * 1000000) END AS at,
       CASE WHEN (r + 2) % 11 != 0 THEN CAST(r % 1000 - 500 AS INTEGER) END AS small,
       CASE WHEN (r + 3) % 11 != 0 THEN r / 8 END AS real,
       CASE WHEN (r + 4) % 11 != 0 THEN r % 3 = 0 END AS flag,
       CASE WHEN (r + 5) % 11 != 0 THEN r * 1000000007 END AS money,
       CASE WHEN (r + 6) % 11 != 0 THEN printf('g-%04x', r) END AS short_text,
       CASE WHEN (r + 7) % 11 != 0 THEN 'a text that no vector inlines, ü ' || r END AS long_text,
       ['a name of more than twelve bytes', 'a', '', 'é', 'b', 'c', NULL][r % 7 + 1] AS code,
       'the same in each row' AS same,
       CAST(NULL AS VARCHAR) AS no_text, CAST(NULL AS BIGINT) AS no_count
FROM range(5000) AS t (r)))sql";

/// What the workers of one statement share: the next number, and the names of the numbers.
struct Shared {
    std::atomic<std::int64_t> next = 0;
    StreamDictionary names{
        std::vector<std::string>{"nought", "one", "the remainder that is two of three"}};
};

/// Counts from the shared number on; fails or ends where it is told to.
class Counter : public StreamSource {
public:
    explicit Counter(std::shared_ptr<Shared> shared, std::int64_t end, std::int64_t fails_at)
        : shared_(std::move(shared)), end_(end), fails_at_(fails_at) {
        ++alive;
    }
    ~Counter() override { --alive; }
    Counter(const Counter&) = delete;
    Counter& operator=(const Counter&) = delete;

    Result<std::size_t> fill(StreamChunk& chunk) override {
        constexpr std::int64_t step = 1000;
        const std::int64_t first = shared_->next.fetch_add(step);
        if (fails_at_ >= 0 && first >= fails_at_) {
            return fail(ErrorKind::bad_input, "the well is dry", "well 7");
        }
        const std::int64_t rows = std::clamp<std::int64_t>(end_ - first, 0, step);
        std::vector<std::uint32_t> codes;
        for (std::int64_t row = 0; row < rows; ++row) {
            chunk.counts(0)[row] = first + row;
            codes.push_back(static_cast<std::uint32_t>((first + row) % 4));
        }
        chunk.dictionary(1, shared_->names, codes);
        return static_cast<std::size_t>(rows);
    }

    static inline std::atomic<int> alive = 0;

private:
    std::shared_ptr<Shared> shared_;
    std::int64_t end_;
    std::int64_t fails_at_;
};

Stream counting(const std::string& name, std::int64_t end, std::int64_t fails_at = -1) {
    return {.name = name,
            .columns = {{"n", "count"}, {"name", "text"}},
            .threads_max = 2,
            .begin = [end, fails_at](std::optional<std::int64_t> part) -> Result<StreamOpen> {
                const auto shared = std::make_shared<Shared>();
                const std::int64_t last = part.value_or(end);
                return [=]() -> Result<std::unique_ptr<StreamSource>> {
                    return std::make_unique<Counter>(shared, last, fails_at);
                };
            }};
}

class Streams : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(connection_.execute("SET threads = 2"));
        auto begin = [this](std::optional<std::int64_t>) -> Result<StreamOpen> {
            return [this]() -> Result<std::unique_ptr<StreamSource>> {
                return std::make_unique<EveryType>(dictionary_, 5000);
            };
        };
        Stream every{.name = "every_type",
                     .columns = {{"n", "count"},
                                 {"at", "timestamp"},
                                 {"small", "small"},
                                 {"real", "real"},
                                 {"flag", "flag"},
                                 {"money", "money"},
                                 {"short_text", "text"},
                                 {"long_text", "text"},
                                 {"code", "text"},
                                 {"same", "text"},
                                 {"no_text", "text"},
                                 {"no_count", "count"}},
                     .begin = begin};
        registered(std::move(every));
        registered(counting("numbers", 1'000'000));
    }

    void registered(Stream stream) const {
        const auto done = register_stream(connection_, std::move(stream));
        ASSERT_TRUE(done) << describe(done.error());
    }

    void execute(const std::string& sql) const {
        const auto done = connection_.execute(sql);
        ASSERT_TRUE(done) << describe(done.error());
    }

    [[nodiscard]] std::string row(const std::string& sql) const {
        const auto answer = connection_.query(sql);
        if (!answer) {
            return describe(answer.error());
        }
        std::string line;
        for (const Cell& cell : answer->rows.at(0)) {
            line += (line.empty() ? "" : "|") + to_text(cell);
        }
        return line;
    }

    /// Expects a relation to hold what every_type() gives, row for row.
    void expect_every_row(const std::string& relation) const {
        EXPECT_EQ(row("SELECT count(*) FROM " + relation), "5000") << relation;
        EXPECT_EQ(row(fmt::format("SELECT count(*) FROM (FROM {} EXCEPT ALL FROM {})", relation,
                                  expected_rows)),
                  "0")
            << relation;
    }

    const StreamDictionary dictionary_ = StreamDictionary(
        std::vector<std::string>{"a name of more than twelve bytes", "a", "", "é", "b", "c"});
    const Connection connection_ = *Connection::open({}, Access::read_write);
    const test_support::TemporaryDirectory room_;
};

TEST_F(Streams, give_every_type_and_null_to_a_query) {
    expect_every_row("every_type()");
    EXPECT_EQ(row("SELECT string_agg(DISTINCT typeof(COLUMNS(*))) FROM every_type()"),
              "BIGINT|TIMESTAMP|INTEGER|DOUBLE|BOOLEAN|BIGINT|VARCHAR|VARCHAR|VARCHAR|VARCHAR|"
              "VARCHAR|BIGINT");
    EXPECT_EQ(row("SELECT code, count(*) FROM every_type() WHERE n < 700 AND code > 'b' "
                  "GROUP BY code ORDER BY code LIMIT 1"),
              "c|100");
}

TEST_F(Streams, give_every_type_and_null_to_files) {
    const auto parquet = sql_literal((room_ / "rows.parquet").string());
    execute(fmt::format("COPY (FROM every_type()) TO {}", parquet));
    expect_every_row("read_parquet(" + parquet + ")");
    const auto csv = sql_literal((room_ / "rows.csv").string());
    execute(fmt::format("COPY (FROM every_type()) TO {} (FORCE_QUOTE *)", csv));
    expect_every_row("read_csv(" + csv + ", allow_quoted_nulls = false)");
    const auto json = sql_literal((room_ / "rows.json").string());
    execute(fmt::format("COPY (FROM every_type()) TO {}", json));
    expect_every_row("read_json(" + json + ")");
}

TEST_F(Streams, give_every_type_and_null_to_a_table) {
    execute("CREATE TABLE kept AS FROM every_type() LIMIT 0");
    execute("INSERT INTO kept FROM every_type()");
    expect_every_row("kept");
    execute("CREATE TABLE sorted AS FROM every_type() ORDER BY code, n DESC");
    expect_every_row("sorted");
}

TEST_F(Streams, give_each_row_once_from_two_threads) {
    const auto expect_all = [&](const std::string& relation) {
        EXPECT_EQ(row("SELECT count(*), count(DISTINCT n), min(n), max(n), count(name), "
                      "count(*) FILTER (name IS DISTINCT FROM "
                      "['nought', 'one', 'the remainder that is two of three', NULL][n % 4 + 1]) "
                      "FROM " +
                      relation),
                  "1000000|1000000|0|999999|750000|0")
            << relation;
    };
    for (const auto* order : {"true", "false"}) {
        execute(fmt::format("SET preserve_insertion_order = {}", order));
        expect_all("numbers()");
        const auto file = sql_literal((room_ / fmt::format("{}.parquet", order)).string());
        execute(fmt::format("COPY (FROM numbers()) TO {}", file));
        expect_all(file);
        execute("CREATE OR REPLACE TABLE kept AS FROM numbers()");
        expect_all("kept");
    }
}

TEST_F(Streams, keep_their_order_where_one_thread_draws) {
    registered([] {
        Stream stream = counting("ordered", 100'000);
        stream.threads_max = 1;
        return stream;
    }());
    execute("CREATE TABLE kept AS FROM ordered()");
    EXPECT_EQ(row("SELECT count(*) FROM kept WHERE n != rowid"), "0");
}

TEST_F(Streams, take_a_part) {
    EXPECT_EQ(row("SELECT count(*) FROM numbers(part = 1234)"), "1234");
    EXPECT_EQ(row("SELECT count(*) FROM numbers(part = NULL)"), "1000000");
    EXPECT_EQ(row("SELECT (SELECT count(*) FROM numbers(part = 5)), count(*) "
                  "FROM numbers(part = 7) JOIN numbers(part = 6) USING (n)"),
              "5|6");
}

TEST_F(Streams, end_early_without_a_trace) {
    EXPECT_EQ(row("SELECT count(*) FROM (FROM numbers() LIMIT 3)"), "3");
    EXPECT_EQ(row("SELECT count(*) FROM (FROM every_type() LIMIT 2100)"), "2100");
    EXPECT_NE(row("SELECT sum(CAST(n || 'x' AS BIGINT)) FROM numbers()").find("Conversion Error"),
              std::string::npos);
    EXPECT_EQ(Counter::alive, 0);
}

TEST_F(Streams, fail_the_statement_with_the_words_of_the_source) {
    registered(counting("dry", 1'000'000, 300'000));
    execute("CREATE TABLE kept (n BIGINT)");
    for (const std::string statement :
         {"INSERT INTO kept SELECT n FROM dry()", "SELECT sum(n) FROM dry()",
          "COPY (FROM dry()) TO '/dev/null' (FORMAT csv)"}) {
        const auto failed = connection_.execute(statement);
        ASSERT_FALSE(failed) << statement;
        EXPECT_NE(failed.error().what.find("well 7: the well is dry"), std::string::npos)
            << failed.error().what;
    }
    EXPECT_EQ(row("SELECT count(*) FROM kept"), "0");
    EXPECT_EQ(Counter::alive, 0);
}

TEST_F(Streams, fail_the_statement_where_no_source_can_be_opened) {
    Stream unbegun = counting("unbegun", 1);
    unbegun.begin = [](auto) -> Result<StreamOpen> {
        return fail(ErrorKind::not_found, "there is no such part");
    };
    registered(std::move(unbegun));
    Stream unopened = counting("unopened", 1);
    unopened.begin = [](auto) -> Result<StreamOpen> {
        return [] -> Result<std::unique_ptr<StreamSource>> {
            return fail(ErrorKind::unavailable, "the source stays closed");
        };
    };
    registered(std::move(unopened));
    EXPECT_NE(row("FROM unbegun()").find("there is no such part"), std::string::npos);
    EXPECT_NE(row("FROM unopened()").find("the source stays closed"), std::string::npos);
}

TEST_F(Streams, refuse_a_name_twice_and_types_unknown) {
    const auto twice = register_stream(connection_, counting("numbers", 5));
    ASSERT_FALSE(twice);
    EXPECT_EQ(describe(twice.error()),
              "numbers: the database has a table function of this name already");
    Stream wrong = counting("wrong", 5);
    wrong.columns.push_back({"when", "datetime"});
    const auto refused = register_stream(connection_, std::move(wrong));
    ASSERT_FALSE(refused);
    EXPECT_EQ(describe(refused.error()), "wrong: column when has the unknown type \"datetime\"");
    EXPECT_EQ(row("SELECT count(*) FROM numbers()"), "1000000");
}

}  // namespace
}  // namespace orrery::warehouse
