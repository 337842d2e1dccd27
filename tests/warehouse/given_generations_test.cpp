// Appending records by way of a table function: all columns arrive, and what fails leaves nothing.

#include "warehouse/given_generations.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "record/columns.h"
#include "support/test_store.h"
#include "support/traffic.h"

namespace orrery::warehouse {
namespace {

using test_support::TestStore;
using test_support::Traffic;

/// More than two chunks, with texts that repeat, end a run, or are of other lengths.
std::vector<record::Generation> records() {
    auto generations = Traffic(5).draw(5000);
    for (std::size_t at = 0; at < generations.size(); ++at) {
        generations[at].app = std::string(at / 7 % 40, 'a') + (at % 2 == 0 ? "ä" : "");
        if (at % 11 == 0) {
            generations[at].app.reset();
        }
    }
    return generations;
}

/// A record as DuckDB writes it, column after column.
std::string text_of(const record::Generation& generation) {
    std::string text;
    record::for_each_column(generation, [&](std::string_view name, const auto& value) {
        using Value = std::decay_t<decltype(*value)>;
        if (name == "import_batch") {
            return;
        }
        if (!value) {
            text += "NULL|";
        } else if constexpr (std::is_same_v<Value, double>) {
            text += fmt::format("{:.6g}|", *value);
        } else {
            text += fmt::format("{}|", *value);
        }
    });
    return text;
}

std::string columns_as_text() {
    std::string sql;
    for (const record::Column& column : record::columns()) {
        if (column.name == "import_batch") {
            continue;
        }
        const std::string value =
            column.type == "real"        ? fmt::format("format('{{:.6g}}', {})", column.name)
            : column.type == "timestamp" ? fmt::format("epoch_us({})", column.name)
                                         : std::string(column.name);
        sql += fmt::format("{}coalesce(CAST({} AS VARCHAR), 'NULL') || '|'",
                           sql.empty() ? "" : " || ", value);
    }
    return sql;
}

/// DuckDB asks for a chunk more behind a chunk that is not full.
TEST(GivenGenerations, end_where_they_first_end) {
    TestStore store;
    const auto generations = Traffic(7).draw(3000);
    std::size_t asked = 0;
    const auto added = store->append_each([&]() -> Result<const record::Generation*> {
        const std::size_t at = asked++ % (generations.size() + 1);
        if (asked > 2 * generations.size()) {
            return fail(ErrorKind::internal, "asked beyond the end again and again");
        }
        return at < generations.size() ? &generations[at] : nullptr;
    });
    EXPECT_EQ(added.value_or(-1), 3000);
    EXPECT_EQ(asked, 3001U);
    EXPECT_EQ(store.row("SELECT rows_read, rows_duplicate FROM import_batches"), "3000|0");
}

TEST(GivenGenerations, arrive_with_every_column) {
    TestStore store;
    const auto generations = records();
    ASSERT_EQ(*store->append(generations), 5000);
    EXPECT_EQ(store.row("SELECT count(*), min(import_batch), max(import_batch) FROM generations"),
              "5000|1|1");
    const auto found =
        store.rows("SELECT " + columns_as_text() + " FROM generations ORDER BY rowid");
    ASSERT_EQ(found.size(), generations.size());
    for (std::size_t at = 0; at < found.size(); ++at) {
        ASSERT_EQ(found[at], text_of(generations[at])) << at;
    }
}

TEST(GivenGenerations, that_end_with_an_error_leave_nothing) {
    TestStore store;
    const auto generations = records();
    std::size_t at = 0;
    const auto appended = store->append_each([&]() -> Result<const record::Generation*> {
        if (at == 3000) {
            return fail(ErrorKind::unavailable, "the ledger is gone", "here", "wait");
        }
        return &generations[at++];
    });
    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().what, "the ledger is gone");
    EXPECT_EQ(appended.error().hint, "wait");
    EXPECT_EQ(store.row("SELECT (SELECT count(*) FROM generations), "
                        "(SELECT count(*) FROM import_batches)"),
              "0|0");
    EXPECT_EQ(*store->append(generations), 5000) << "the next goes on";
}

TEST(GivenGenerations, are_nothing_to_others) {
    TestStore store;
    const auto asked = store->query("FROM given_generations()");
    ASSERT_FALSE(asked);
    EXPECT_TRUE(asked.error().what.contains("nothing is")) << asked.error().what;
    EXPECT_EQ(*store->append(records()), 5000);
    EXPECT_FALSE(store->query("FROM given_generations()"));
}

}  // namespace
}  // namespace orrery::warehouse
