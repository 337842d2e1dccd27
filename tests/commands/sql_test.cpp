#include <gtest/gtest.h>

#include "support/child_process.h"
#include "support/test_store.h"
#include "support/traffic.h"

namespace orrery {
namespace {

using test_support::Ending;
using test_support::run_orrery;
using test_support::Surroundings;
using test_support::TestStore;
using test_support::Traffic;

/// The sql command on a store of 50 generations that no test changes for another.
class Sql : public testing::Test {
protected:
    TestStore store_;

    void SetUp() override {
        store_.fill(Traffic(71).draw(50));
        store_.close();
    }
    [[nodiscard]] Ending sql(const std::vector<std::string>& words,
                             const Surroundings& surroundings = {}) const {
        std::vector<std::string> command{"--store", store_.directory().string(), "sql"};
        command.insert(command.end(), words.begin(), words.end());
        return run_orrery(command, surroundings);
    }
};

TEST_F(Sql, answers_with_a_table) {
    const auto ending = sql({"SELECT 12 AS tokens, 'a' AS model UNION ALL SELECT NULL, 'bc'"});
    EXPECT_EQ(ending.code, 0) << ending.err;
    EXPECT_EQ(ending.out, "tokens  model\n------  -----\n    12  a\n  NULL  bc\n(2 rows)\n");
}

TEST_F(Sql, writes_csv_that_quotes_what_needs_it) {
    const auto ending = sql({"--format", "csv",
                             "SELECT 'a,b' AS \"x y\", NULL AS n, "
                             "1.50::DECIMAL(9,2) AS d, [1, 2] AS l"});
    EXPECT_EQ(ending.code, 0) << ending.err;
    EXPECT_EQ(ending.out, "x y,n,d,l\n\"a,b\",,1.50,\"[1, 2]\"\n");
}

TEST_F(Sql, writes_json_of_whole_types) {
    const auto ending =
        sql({"--format", "json", "SELECT 1 AS a, 'x\"y' AS b, NULL AS c, [1] AS d"});
    EXPECT_EQ(ending.code, 0) << ending.err;
    EXPECT_EQ(ending.out, "[\n  {\"a\":1,\"b\":\"x\\\"y\",\"c\":null,\"d\":[1]}\n]\n");
    EXPECT_EQ(sql({"--format", "json", "SELECT 1 AS a WHERE false"}).out, "[\n]\n");
}

TEST_F(Sql, writes_files_of_each_format) {
    for (const std::string format : {"csv", "json", "parquet"}) {
        const auto file = (store_.room() / ("answer." + format)).string();
        const auto ending = sql(
            {"SELECT generation_id, model FROM generations", "--format", format, "--output", file});
        EXPECT_EQ(ending.code, 0) << format << ": " << ending.err;
        const auto back = sql({"--format", "csv",
                               "SELECT count(*) AS n, count(DISTINCT "
                               "generation_id) AS ids FROM '" +
                                   file + "'"});
        EXPECT_EQ(back.out, "n,ids\n50,50\n") << format << ": " << back.err;
    }
}

TEST_F(Sql, takes_csv_for_a_file_where_no_format_is_named) {
    const auto file = store_.room() / "answer";
    EXPECT_EQ(sql({"SELECT 1 AS a", "--output", file.string()}).code, 0);
    EXPECT_EQ(*read_file(file), "a\n1\n");
}

TEST_F(Sql, does_not_write_parquet_to_a_terminal) {
    const auto ending = sql({"--format", "parquet", "SELECT 1"});
    EXPECT_EQ(ending.code, 2);
    EXPECT_NE(ending.err.find("--output"), std::string::npos);
}

TEST_F(Sql, reads_the_statement_from_standard_input) {
    Surroundings surroundings;
    surroundings.input = "SELECT count(*) AS n\nFROM generations;\n";
    EXPECT_EQ(sql({"--format", "csv"}, surroundings).out, "n\n50\n");
    EXPECT_EQ(sql({"--format", "csv", "-"}, surroundings).out, "n\n50\n");
    EXPECT_EQ(sql({"SELECT 1;; "}).code, 0);
    EXPECT_EQ(sql({}).code, 2) << "nothing was asked";
}

TEST_F(Sql, takes_what_is_no_select) {
    EXPECT_NE(sql({"DESCRIBE generations"}).out.find("created_at"), std::string::npos);
    EXPECT_EQ(sql({"WITH a AS (SELECT 1 AS x) SELECT x FROM a"}).code, 0);
    EXPECT_EQ(sql({"FROM import_batches"}).code, 0);
    EXPECT_EQ(sql({"EXPLAIN SELECT 1"}).code, 0);
}

TEST_F(Sql, names_the_tables_that_users_write_against) {
    for (const auto* table :
         {"generations", "labels", "quarantine", "import_batches", "mart_usage", "mart_coverage",
          "catalog_models", "catalog_prices", "catalog_aliases", "catalog_authors",
          "catalog_providers", "catalog_countries", "catalog_events"}) {
        EXPECT_EQ(sql({std::string("SELECT count(*) FROM ") + table}).code, 0) << table;
    }
    EXPECT_EQ(sql({"--format", "csv",
                   "SELECT week_of(TIMESTAMP '2025-01-01 10:00:00') AS w, "
                   "month_of(DATE '2025-01-31') AS m"})
                  .out,
              "w,m\n2024-12-30,2025-01-01\n");
}

TEST_F(Sql, does_not_change_the_store_unless_it_is_told_to) {
    const auto refused = sql({"DELETE FROM generations"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_NE(refused.err.find("--write"), std::string::npos) << refused.err;
    EXPECT_EQ(sql({"--format", "csv", "SELECT count(*) AS n FROM generations"}).out, "n\n50\n");
    const auto allowed = sql({"--write", "DELETE FROM generations WHERE true"});
    EXPECT_EQ(allowed.code, 0) << allowed.err;
    EXPECT_EQ(sql({"--format", "csv", "SELECT count(*) AS n FROM generations"}).out, "n\n0\n");
}

TEST_F(Sql, changes_once_what_it_is_told_to_change) {
    EXPECT_EQ(sql({"--write", "INSERT INTO labels (generation_id) VALUES ('a')"}).code, 0);
    EXPECT_EQ(sql({"--format", "csv", "SELECT count(*) AS n FROM labels"}).out, "n\n1\n");
}

TEST_F(Sql, says_what_is_wrong_with_a_statement) {
    const auto ending = sql({"SELECT modle FROM generations"});
    EXPECT_EQ(ending.code, 1);
    EXPECT_TRUE(ending.out.empty()) << ending.out;
    EXPECT_NE(ending.err.find("modle"), std::string::npos) << ending.err;
    for (const auto* format : {"csv", "json"}) {
        const auto other = sql({"--format", format, "SELECT modle FROM generations"});
        EXPECT_EQ(other.code, 1) << format;
        EXPECT_NE(other.err.find("modle"), std::string::npos) << other.err;
    }
}

TEST_F(Sql, on_a_store_that_is_not_there_says_how_to_make_one) {
    const auto ending =
        run_orrery({"--store", (store_.room() / "none").string(), "sql", "SELECT 1"});
    EXPECT_EQ(ending.code, 1);
    EXPECT_NE(ending.err.find("orrery import"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(store_.room() / "none"));
}

}  // namespace
}  // namespace orrery
