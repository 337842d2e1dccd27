#include "warehouse/retention.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>

#include "support/test_store.h"
#include "support/traffic.h"
#include "warehouse/import/importer.h"
#include "warehouse/marts/marts.h"

namespace orrery::warehouse {
namespace {

using test_support::day_us;
using test_support::TestStore;
using test_support::Traffic;

std::int64_t today() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
               .count() /
           day_us;
}

/// Eight weeks of traffic of which the last day is today.
class Retention : public testing::Test {
protected:
    TestStore store_;
    std::vector<record::Generation> drawn_;

    void SetUp() override {
        drawn_ = Traffic(81).draw(4000);
        const std::int64_t shift =
            (today() - test_support::traffic_days + 1) * day_us - test_support::traffic_begins_us;
        for (record::Generation& generation : drawn_) {
            *generation.created_at += shift;
        }
        store_.fill(drawn_);
        store_.label({{"g-000001", "programming", "coding", 0.9, 1.0, "en"}});
    }

    [[nodiscard]] std::vector<std::string> marts() const {
        std::vector<std::string> sums;
        for (const std::string& name :
             store_.rows("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'mart_%' "
                         "AND table_name <> 'mart_watermarks' ORDER BY table_name")) {
            sums.push_back(name + " " +
                           store_.row(fmt::format("SELECT md5(string_agg(CAST(m AS VARCHAR), '|' "
                                                  "ORDER BY CAST(m AS VARCHAR))) FROM {} AS m",
                                                  name)));
        }
        return sums;
    }
    [[nodiscard]] std::int64_t older_than(std::int64_t days) const {
        return std::ranges::count_if(drawn_, [&](const record::Generation& generation) {
            return *generation.created_at < (today() - days) * day_us;
        });
    }
    [[nodiscard]] std::string days_ago(std::int64_t days) const {
        return store_.row(fmt::format("SELECT DATE '1970-01-01' + {}", today() - days));
    }
};

TEST_F(Retention, deletes_whole_days_and_keeps_every_sum) {
    const auto before = marts();
    const auto dry = prune(*store_, 30, Pruning::dry_run);
    ASSERT_TRUE(dry) << describe(dry.error());
    EXPECT_EQ(store_.row("SELECT count(*) FROM generations"), "4000");
    const auto pruned = prune(*store_, 30, Pruning::write);
    ASSERT_TRUE(pruned) << describe(pruned.error());
    EXPECT_GT(pruned->generations, 0);
    EXPECT_EQ(pruned->generations, older_than(30));
    EXPECT_EQ(dry->generations, pruned->generations);
    EXPECT_EQ(pruned->before, days_ago(30));
    EXPECT_EQ(store_.row("SELECT count(*) FROM generations"),
              std::to_string(4000 - pruned->generations));
    EXPECT_EQ(store_.row("SELECT min(day_of(created_at)) FROM generations"), days_ago(30));
    EXPECT_EQ(marts(), before);
    store_.reopen();
    EXPECT_EQ(pruned_before(store_->connection()).value_or("?"), days_ago(30));
    EXPECT_EQ(marts(), before);
}

TEST_F(Retention, takes_labels_with_their_generations) {
    ASSERT_TRUE(prune(*store_, 1, Pruning::write));
    EXPECT_EQ(store_.row("SELECT count(*) FROM labels WHERE generation_id NOT IN "
                         "(SELECT generation_id FROM generations)"),
              "0");
    EXPECT_EQ(store_.row("SELECT sum(n) FROM mart_tags"), "1");
}

TEST_F(Retention, never_goes_back) {
    ASSERT_TRUE(prune(*store_, 10, Pruning::write));
    const auto again = prune(*store_, 30, Pruning::write);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->before, days_ago(10));
    EXPECT_EQ(again->generations, 0);
}

TEST_F(Retention, refuses_what_comes_late_from_a_ledger_and_counts_nothing_twice) {
    ASSERT_TRUE(prune(*store_, 30, Pruning::write));
    const auto before = marts();
    for (int time = 0; time < 2; ++time) {
        const auto added = store_->append(drawn_);
        ASSERT_TRUE(added) << describe(added.error());
        EXPECT_EQ(*added, 0);
        ASSERT_TRUE(store_->refresh_marts());
    }
    EXPECT_EQ(marts(), before);
    EXPECT_EQ(store_.row("SELECT count(*) FROM quarantine"), std::to_string(older_than(30)))
        << "each once";
    EXPECT_EQ(store_.row("SELECT DISTINCT reason FROM quarantine"), std::string(pruned_reason));
    EXPECT_NE(store_.row("SELECT record FROM quarantine LIMIT 1").find("account_id"),
              std::string::npos);
}

TEST_F(Retention, refuses_what_comes_late_from_a_file) {
    ASSERT_TRUE(prune(*store_, 30, Pruning::write));
    const auto before = marts();
    ASSERT_TRUE(write_file(store_.room() / "late.csv",
                           fmt::format("generation_id,created_at,model\nold,{} 23:59:59,a/b\n"
                                       "new,{} 00:00:00,a/b\n",
                                       days_ago(31), days_ago(30))));
    const auto mappings = load_mappings({});
    ASSERT_TRUE(mappings);
    ImportOptions options;
    options.source = "orrery";
    const auto report = import_file(*store_, *mappings, store_.room() / "late.csv", options);
    ASSERT_TRUE(report) << describe(report.error());
    EXPECT_EQ(report->fresh, 1);
    EXPECT_EQ(report->quarantined, 1);
    EXPECT_EQ(report->reasons.begin()->first, pruned_reason);
    EXPECT_EQ(store_.row("SELECT generation_id FROM generations WHERE source = 'orrery'"), "new");
}

/// The next version of orrery defines a mart otherwise: here, the store has one of another shape.
TEST_F(Retention, keeps_the_rows_of_a_mart_whose_definition_changed) {
    ASSERT_TRUE(prune(*store_, 30, Pruning::write));
    const auto sums = store_.row("SELECT sum(generations), count(prompt_tokens) FROM mart_usage");
    ASSERT_TRUE(
        store_->execute("ALTER TABLE mart_usage DROP COLUMN reasoning_tokens; "
                        "UPDATE mart_watermarks SET fingerprint = 'of before' "
                        "WHERE mart = 'mart_usage'"));
    store_.reopen();
    ASSERT_TRUE(store_->refresh_marts());
    EXPECT_EQ(store_.row("SELECT sum(generations), count(prompt_tokens) FROM mart_usage"), sums);
    EXPECT_EQ(store_.row("SELECT sum(reasoning_tokens) FROM mart_usage"), "NULL")
        << "what nobody has counted is unknown";
}

/// The next version has a mart more. What figures read cannot be made again of what is left; what
/// only tells another mart's sums apart can begin with it, as its parts would be made of it.
TEST_F(Retention, lets_a_new_mart_begin_with_what_is_left_only_if_it_splits_another) {
    ASSERT_TRUE(prune(*store_, 30, Pruning::write));
    const auto forget = [&](const std::string& mart) {
        ASSERT_TRUE(store_->execute(
            fmt::format("DROP TABLE {0}; DELETE FROM mart_watermarks WHERE mart = '{0}'", mart)));
    };
    forget("mart_model_apps");
    store_.reopen();
    ASSERT_TRUE(store_->refresh_marts());
    EXPECT_EQ(store_.row("SELECT sum(generations) FROM mart_model_apps"),
              store_.row("SELECT count(*) FROM generations"));
    forget("mart_apps");
    const auto marts = load_marts();
    ASSERT_TRUE(marts);
    const auto created = create_marts(store_->connection(), *marts);
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().kind, ErrorKind::unavailable);
}

/// The next version tells more apart: what was summed up before stays, and of it that is unknown.
TEST_F(Retention, keeps_what_splits_another_when_it_tells_more_apart) {
    ASSERT_TRUE(prune(*store_, 30, Pruning::write));
    constexpr auto sums =
        "SELECT country, sum(generations) FROM mart_country_apps "
        "GROUP BY ALL ORDER BY ALL";
    const auto before = store_.rows(sums);
    ASSERT_TRUE(
        store_->execute("ALTER TABLE mart_country_apps DROP COLUMN is_byok; "
                        "UPDATE mart_watermarks SET fingerprint = 'of before' "
                        "WHERE mart = 'mart_country_apps'"));
    store_.reopen();
    ASSERT_TRUE(store_->refresh_marts());
    EXPECT_EQ(store_.rows(sums), before);
    EXPECT_EQ(store_.row("SELECT count(is_byok) FROM mart_country_apps"), "0");
    ASSERT_TRUE(
        store_->execute("ALTER TABLE mart_apps DROP COLUMN app; "
                        "UPDATE mart_watermarks SET fingerprint = 'of before' "
                        "WHERE mart = 'mart_apps'"));
    const auto created = create_marts(store_->connection(), *load_marts());
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().kind, ErrorKind::unavailable);
}

/// The next version divides a mart in two: what it summed of deleted generations is kept in both.
TEST_F(Retention, makes_a_new_mart_of_the_one_that_had_its_sums) {
    ASSERT_TRUE(prune(*store_, 1, Pruning::write));
    constexpr auto of_sums = "SELECT day, model, category, n, tokens, cost_nano_usd FROM {}";
    const auto before = store_.row(fmt::format(of_sums, "mart_categories"));
    ASSERT_EQ(store_.row("SELECT count(*) FROM mart_categories"), "1");
    ASSERT_TRUE(store_->execute(
        "DROP TABLE mart_tags; CREATE TABLE mart_tags AS SELECT *, 'coding' AS tag "
        "FROM mart_categories; DROP TABLE mart_categories; "
        "DELETE FROM mart_watermarks WHERE mart = 'mart_categories'; "
        "UPDATE mart_watermarks SET fingerprint = 'of before' WHERE mart = 'mart_tags'"));
    store_.reopen();
    ASSERT_TRUE(store_->refresh_marts());
    EXPECT_EQ(store_.row(fmt::format(of_sums, "mart_categories")), before);
    EXPECT_EQ(store_.row("SELECT tag, n FROM mart_tags"), "coding|1");
    EXPECT_EQ(store_.row("SELECT count(DISTINCT folded) FROM mart_watermarks"), "1");
}

TEST_F(Retention, without_deletion_builds_a_changed_mart_again) {
    const auto before = marts();
    ASSERT_TRUE(
        store_->execute("ALTER TABLE mart_usage DROP COLUMN reasoning_tokens; "
                        "UPDATE mart_watermarks SET fingerprint = 'of before' "
                        "WHERE mart = 'mart_usage'"));
    store_.reopen();
    ASSERT_TRUE(store_->refresh_marts());
    EXPECT_EQ(marts(), before);
}

TEST(Sessions, share_a_database_and_keep_their_temporary_tables_apart) {
    TestStore store;
    store.fill(Traffic(82).draw(100));
    auto session = store->session();
    ASSERT_TRUE(session) << describe(session.error());
    ASSERT_TRUE((*session)->execute("CREATE TEMP TABLE mine AS SELECT 1 AS one"));
    EXPECT_FALSE(store->query("SELECT * FROM mine"));
    store.fill(Traffic(83, 5).draw(150));
    const auto count = (*session)->connection().count("SELECT count(*) FROM generations");
    EXPECT_GT(count.value_or(-1), 100) << "it sees what the first one has committed";
    EXPECT_EQ(count.value_or(-1), store->connection().count("SELECT count(*) FROM generations"));
    EXPECT_GT((*session)->connection().count("SELECT count(*) FROM catalog_models").value_or(0), 0);
    store.close();
    EXPECT_TRUE((*session)->query("SELECT day_of(min(created_at)) FROM generations"))
        << "the database closes with its last session";
}

}  // namespace
}  // namespace orrery::warehouse
