#include "warehouse/store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/file.h"
#include "support/test_store.h"
#include "support/traffic.h"

namespace orrery::warehouse {
namespace {

using test_support::TestStore;
using test_support::Traffic;

TEST(Store, keeps_every_column_of_a_record) {
    const TestStore store;
    auto generations = Traffic(1).draw(300);
    generations[7].tool_calls = 3;
    generations[7].streamed = true;
    generations[7].price_id = "it's; a \"text\"";
    ASSERT_EQ(*store->append(generations), 300);
    const auto kept = store->query("SELECT * FROM generations ORDER BY generation_id");
    ASSERT_TRUE(kept);
    ASSERT_EQ(kept->rows.size(), generations.size());
    for (std::size_t row = 0; row < generations.size(); ++row) {
        std::size_t column = 0;
        record::for_each_column(generations[row], [&](std::string_view name, const auto& value) {
            const Cell& cell = kept->rows[row][column++];
            if (name == "import_batch" || name == "created_at") {
                return;
            }
            EXPECT_EQ(std::holds_alternative<std::monostate>(cell), !value.has_value()) << name;
            if constexpr (std::is_same_v<std::decay_t<decltype(*value)>, std::string>) {
                EXPECT_EQ(to_text(cell), value.value_or("")) << name;
            } else if constexpr (!std::is_same_v<std::decay_t<decltype(*value)>, bool>) {
                EXPECT_EQ(number_or(cell, 0), static_cast<double>(value.value_or(0))) << name;
            }
        });
    }
    EXPECT_EQ(store.row("SELECT count(*) FROM generations WHERE epoch_us(created_at) BETWEEN "
                        "1755648000000000 AND 1755648000000000 + 56 * 86400000000"),
              "300");
}

TEST(Store, keeps_an_id_once) {
    const TestStore store;
    Traffic traffic(2);
    auto batch = traffic.draw(10);
    batch.push_back(batch[3]);
    EXPECT_EQ(*store->append(batch), 10) << "an id stands twice in one batch";
    EXPECT_EQ(*store->append(batch), 0) << "the batch was there already";
    auto next = traffic.draw(5);
    next.push_back(batch[0]);
    next.back().prompt_tokens = 999'999;
    EXPECT_EQ(*store->append(next), 5);
    EXPECT_EQ(store.row("SELECT count(*), count(DISTINCT generation_id) FROM generations"),
              "15|15");
    EXPECT_EQ(store.row("SELECT count(*) FROM generations WHERE prompt_tokens = 999999"), "0")
        << "the first record of an id stays";
}

TEST(Store, notes_each_batch_and_none_that_brought_nothing) {
    const TestStore store;
    const auto batch = Traffic(3).draw(4);
    EXPECT_EQ(*store->append({}), 0);
    EXPECT_EQ(*store->append(batch), 4);
    EXPECT_EQ(*store->append(batch), 0);
    EXPECT_EQ(store.rows("SELECT import_batch, rows_read, rows_new, rows_duplicate "
                         "FROM import_batches"),
              std::vector<std::string>{"1|4|4|0"});
    EXPECT_EQ(store.row("SELECT min(import_batch), max(import_batch) FROM generations"), "1|1");
}

TEST(Store, watermark_says_what_is_written_and_what_is_folded) {
    TestStore store;
    Traffic traffic(4);
    const auto watermark = [&] {
        const auto now = *store->watermark();
        return std::pair(now.written, now.folded);
    };
    EXPECT_EQ(watermark(), std::pair(std::int64_t{0}, std::int64_t{0}));
    ASSERT_TRUE(store->append(traffic.draw(3)));
    ASSERT_TRUE(store->append(traffic.draw(3)));
    EXPECT_EQ(watermark(), std::pair(std::int64_t{2}, std::int64_t{0}));
    ASSERT_TRUE(store->refresh_marts());
    ASSERT_TRUE(store->append(traffic.draw(3)));
    EXPECT_EQ(watermark(), std::pair(std::int64_t{3}, std::int64_t{2}));
    store.reopen();
    EXPECT_EQ(watermark(), std::pair(std::int64_t{3}, std::int64_t{2}));
}

TEST(Store, of_a_newer_version_is_refused_with_what_to_do) {
    TestStore store;
    ASSERT_TRUE(store->append(Traffic(5).draw(3)));
    ASSERT_TRUE(store->execute("UPDATE store_meta SET value = '99'"));
    store.close();
    for (const Access access : {Access::read_write, Access::read_only}) {
        const auto opened = store.open(access);
        ASSERT_FALSE(opened);
        EXPECT_EQ(opened.error().kind, ErrorKind::unavailable);
        EXPECT_NE(opened.error().what.find("newer Orrery (schema 99"), std::string::npos)
            << opened.error().what;
        EXPECT_NE(opened.error().hint.find("upgrade"), std::string::npos);
        EXPECT_EQ(opened.error().where, store.directory().string());
    }
}

/// A label of a store of the first version came with its generation, or has none.
TEST(Store, of_an_older_version_gets_its_labels_dated) {
    TestStore store;
    auto rows = Traffic(6).draw(4);
    store.fill(rows, 2);
    ASSERT_TRUE(store->execute(
        "ALTER TABLE labels DROP COLUMN import_batch; "
        "UPDATE store_meta SET value = '1' WHERE name = 'schema_version'; "
        "UPDATE mart_watermarks SET fingerprint = 'none'; "
        "INSERT INTO labels (generation_id, category, confidence) VALUES "
        "('g-000000', 'science', 0.9), ('g-000003', 'science', 0.9), ('gone', 'science', 0.9)"));
    store.reopen();
    EXPECT_EQ(store.rows("SELECT generation_id, import_batch FROM labels ORDER BY ALL"),
              (std::vector<std::string>{"g-000000|1", "g-000003|2", "gone|0"}));
    ASSERT_TRUE(store->refresh_marts());
    EXPECT_EQ(store.row("SELECT sum(n) FROM mart_tags"), "2");
}

/// A mart that a later version reads cannot be made by who only reads.
TEST(Store, of_the_second_version_gets_the_mart_of_what_was_drawn) {
    TestStore store;
    const auto rows = Traffic(6).draw(40);
    store.fill(rows, 20);
    store.label(test_support::LabelTraffic(6).draw(rows));
    const auto drawn = store.row("SELECT count(DISTINCT generation_id) FROM labels");
    ASSERT_TRUE(
        store->execute("DROP TABLE mart_drawn; DELETE FROM mart_watermarks WHERE mart = "
                       "'mart_drawn'; UPDATE store_meta SET value = '2' WHERE name = "
                       "'schema_version'"));
    store.close();
    const auto opened = store.open(Access::read_only);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().hint.find("doctor --write"), std::string::npos);
    store.reopen();
    ASSERT_TRUE(store->refresh_marts());
    EXPECT_EQ(store.row("SELECT sum(n) FROM mart_drawn"), drawn);
}

/// What such a store has folded is in no list: nobody has seen it in a session that still is.
TEST(Store, of_the_third_version_lists_the_days_of_later_folds) {
    TestStore store;
    const auto rows = Traffic(6).draw(40);
    store.fill({rows.begin(), rows.begin() + 20}, 20);
    const auto sums = store.row("SELECT sum(generations), sum(prompt_tokens) FROM mart_usage");
    ASSERT_TRUE(
        store->execute("DROP TABLE folded_days; UPDATE store_meta SET value = '3' "
                       "WHERE name = 'schema_version'"));
    store.reopen();
    EXPECT_EQ(store.row("SELECT sum(generations), sum(prompt_tokens) FROM mart_usage"), sums);
    EXPECT_EQ(store.row("SELECT count(*) FROM folded_days"), "0");
    store.fill({rows.begin() + 20, rows.end()}, 20);
    const auto touched = store.rows(
        "SELECT DISTINCT 'generations', day_of(created_at), 2 FROM generations "
        "WHERE import_batch = 2 ORDER BY ALL");
    EXPECT_EQ(store.rows("SELECT source, day, folded FROM folded_days ORDER BY ALL"), touched);
    // A label that comes late is of the day of its generation.
    store.label({{*rows[3].generation_id, "science", "tag", 0.9, 1.0, "en"}});
    EXPECT_EQ(store.row("SELECT source, day, folded FROM folded_days WHERE source = 'labels'"),
              store.row("SELECT 'labels', day_of(created_at), 3 FROM generations "
                        "WHERE generation_id = '" +
                        *rows[3].generation_id + "'"));
}

/// What is compared with a constant the optimizer may rewrite; what was put into a table it cannot.
TEST(Store, compares_weeks_and_months_as_they_are) {
    const TestStore store;
    ASSERT_TRUE(store->execute(
        "CREATE TEMP TABLE days AS SELECT day, week_of(day) AS week, month_of(day) AS month FROM "
        "(SELECT CAST(DATE '2024-12-20' + INTERVAL 1 day * i AS DATE) AS day FROM range(80) AS "
        "r(i))"));
    EXPECT_EQ(store.row("SELECT count(*) FILTER (week <> date_trunc('week', day)), "
                        "count(*) FILTER (month <> date_trunc('month', day)) FROM days"),
              "0|0");
    for (const std::string bound : {"2024-12-30", "2025-01-01", "2025-01-05", "2025-01-31"}) {
        for (const std::string comparison : {"<", "<=", "=", ">=", ">"}) {
            const std::string than = comparison + " DATE '" + bound + "'";
            EXPECT_EQ(store.row("SELECT count(*) FILTER (week_of(day) " + than +
                                "), count(*) FILTER (month_of(day) " + than + ") FROM days"),
                      store.row("SELECT count(*) FILTER (week " + than +
                                "), count(*) FILTER (month " + than + ") FROM days"))
                << than;
        }
    }
}

TEST(Store, that_is_missing_is_not_made_by_a_reader) {
    const test_support::TemporaryDirectory room;
    StoreOptions options;
    options.directory = room / "none";
    options.access = Access::read_only;
    const auto opened = Store::open(options, test_support::shipped_catalog());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::not_found);
    EXPECT_NE(opened.error().hint.find("orrery import"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(options.directory));
}

TEST(Store, opened_to_read_answers_and_takes_nothing) {
    TestStore store;
    store.fill(Traffic(6).draw(20));
    store.reopen(Access::read_only);
    EXPECT_EQ(store.row("SELECT count(*) FROM generations"), "20");
    EXPECT_FALSE(store->append(Traffic(7).draw(1)));
    EXPECT_FALSE(store->execute("DELETE FROM generations"));
    EXPECT_EQ(store.row("SELECT count(*) FROM generations"), "20");
}

TEST(Store, with_wrong_limits_fails_as_a_wrong_call) {
    const test_support::TemporaryDirectory room;
    StoreOptions options;
    options.directory = room / "store";
    options.memory_max = "plenty";
    const auto opened = Store::open(options, test_support::shipped_catalog());
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind, ErrorKind::usage);
    EXPECT_NE(opened.error().hint.find("--memory"), std::string::npos);
}

TEST(SecretKey, is_made_once_and_readable_by_its_owner_only) {
    TestStore store;
    const auto file = store.directory() / "secret.key";
    struct stat status{};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    const auto key = *store->secret_key();
    EXPECT_EQ(key.size(), 64U);
    store.reopen();
    EXPECT_EQ(*store->secret_key(), key);
    store.reopen(Access::read_only);
    EXPECT_EQ(*store->secret_key(), key);
    EXPECT_NE(*TestStore()->secret_key(), key) << "two stores share a key";
}

TEST(SecretKey, that_a_filled_store_has_lost_is_not_made_anew) {
    TestStore store;
    record::Generation generation;
    generation.generation_id = "one";
    generation.created_at = 1'735'689'600'000'000;
    ASSERT_TRUE(store->append(std::span(&generation, 1)));
    store.close();
    const auto file = store.directory() / "secret.key";
    ASSERT_TRUE(std::filesystem::remove(file));
    const auto opened = store.open(Access::read_write);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().what.find("lost its secret key"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(file));
}

TEST(SecretKey, that_is_damaged_is_said_to_be) {
    const TestStore store;
    ASSERT_TRUE(write_file(store.directory() / "secret.key", "half of it"));
    const auto key = store->secret_key();
    ASSERT_FALSE(key);
    EXPECT_NE(key.error().hint.find("backup"), std::string::npos);
}

}  // namespace
}  // namespace orrery::warehouse
