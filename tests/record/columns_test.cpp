#include "record/columns.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "base/file.h"
#include "record/generation.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::record {
namespace {

TEST(Columns, have_names_of_their_own) {
    std::set<std::string_view> names;
    for (const Column& column : columns()) {
        EXPECT_TRUE(names.insert(column.name).second) << column.name << " stands there twice";
    }
    EXPECT_GT(names.size(), 40U);
}

TEST(Columns, have_a_known_group_a_type_and_a_meaning) {
    const std::set<std::string_view> groups = {"identity", "time",    "where",  "model",
                                               "outcome",  "agentic", "tokens", "money"};
    for (const Column& column : columns()) {
        EXPECT_TRUE(groups.contains(column.group)) << column.name;
        EXPECT_FALSE(column.sql_type.empty()) << column.name << " is of type " << column.type;
        EXPECT_TRUE(column.meaning.ends_with('.')) << column.name << " has no sentence";
        EXPECT_EQ(find_column(column.name), &column);
    }
    EXPECT_EQ(find_column("prompt"), nullptr);
}

/// A promise to users: no column can hold a text of theirs.
TEST(Columns, are_free_of_content) {
    for (const auto* name : {"prompt", "completion", "messages", "content", "input", "output"}) {
        EXPECT_EQ(find_column(name), nullptr) << name;
    }
}

TEST(Columns, are_those_of_the_struct_in_the_same_order) {
    const Generation generation;
    std::size_t at = 0;
    for_each_column(generation, [&](std::string_view name, const auto& value) {
        ASSERT_LT(at, columns().size());
        EXPECT_EQ(columns()[at++].name, name);
        EXPECT_FALSE(value.has_value()) << name << " is not unknown from the start";
    });
    EXPECT_EQ(at, columns().size());
}

TEST(CreateTableSql, makes_a_table_of_these_columns_and_types) {
    const auto connection = warehouse::Connection::open({}, warehouse::Access::read_write);
    ASSERT_TRUE(connection);
    ASSERT_TRUE(connection->execute(create_table_sql("generations")));
    const auto made = connection->query(
        "SELECT column_name, data_type, is_nullable "
        "FROM information_schema.columns ORDER BY "
        "ordinal_position");
    ASSERT_TRUE(made);
    ASSERT_EQ(made->rows.size(), columns().size());
    for (std::size_t at = 0; at < columns().size(); ++at) {
        EXPECT_EQ(to_text(made->rows[at][0]), columns()[at].name);
        EXPECT_EQ(to_text(made->rows[at][1]), columns()[at].sql_type);
        EXPECT_EQ(to_text(made->rows[at][2]), "YES") << columns()[at].name;
    }
}

/// Where this fails: ORRERY_UPDATE=1 record_test rewrites the page.
TEST(RecordPage, says_what_generation_def_says) {
    const auto page = std::filesystem::path(ORRERY_SOURCE_DIR) / "docs/record.md";
    if (std::getenv("ORRERY_UPDATE") != nullptr) {
        ASSERT_TRUE(write_file(page, columns_markdown()));
    }
    const auto written = read_file(page);
    ASSERT_TRUE(written) << "docs/record.md is missing; ORRERY_UPDATE=1 record_test writes it";
    EXPECT_EQ(*written, columns_markdown())
        << "docs/record.md is behind; ORRERY_UPDATE=1 record_test rewrites it";
}

TEST(RecordPage, names_every_column_once) {
    const std::string page = columns_markdown();
    for (const Column& column : columns()) {
        const std::string cell = "| " + std::string(column.name) + " |";
        const auto first = page.find(cell);
        ASSERT_NE(first, std::string::npos) << column.name;
        EXPECT_EQ(page.find(cell, first + 1), std::string::npos) << column.name;
    }
}

}  // namespace
}  // namespace orrery::record
