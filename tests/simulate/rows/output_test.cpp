#include "simulate/rows/output.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/format/json.h"
#include "support/child_process.h"
#include "support/simulated_world.h"
#include "warehouse/retention.h"

namespace orrery::simulate {
namespace {

namespace fs = std::filesystem;
using test_support::run_orrery;
using test_support::short_profile;
using test_support::sized;
using test_support::TemporaryDirectory;
using test_support::TestStore;
using test_support::world_of;

/// A world of which one generation in four is labelled, and a store that holds it.
class Output : public testing::Test {
protected:
    static void SetUpTestSuite() {
        world_ =
            world_of(short_profile().replace("label_rate = 1.0", "label_rate = 0.25").profile(),
                     sized(8000, 400));
        store_ = new TestStore;
        const auto fresh = write_to_store(*world_, **store_, [](std::int64_t) {});
        ASSERT_TRUE(fresh) << describe(fresh.error());
    }
    static void TearDownTestSuite() {
        delete store_;
        store_ = nullptr;
        world_.reset();
    }
    static std::string row(const std::string& sql) { return store_->row(sql); }

    static std::unique_ptr<World> world_;
    static TestStore* store_;
};
std::unique_ptr<World> Output::world_;
TestStore* Output::store_ = nullptr;

TEST_F(Output, is_one_batch_with_its_marts_folded) {
    EXPECT_EQ(row("SELECT count(*), min(import_batch), max(import_batch) FROM generations"),
              "8000|1|1");
    EXPECT_EQ(row("SELECT source, mapping, file FROM import_batches"),
              "simulation|simulate|world " + world_->id + " of flat");
    EXPECT_EQ(row("SELECT sum(generations) FROM mart_usage"), "8000");
}

TEST_F(Output, labels_generations_that_are_there_at_the_rate_of_the_profile) {
    EXPECT_EQ(row("SELECT count(*) FROM labels ANTI JOIN generations USING (generation_id)"), "0");
    EXPECT_EQ(row("SELECT DISTINCT inclusion_probability FROM labels"), "0.25");
    const double share =
        std::stod(row("SELECT count(DISTINCT generation_id) / (SELECT count(*) FROM generations "
                      "WHERE terminal_state <> 'upstream_error') FROM labels"));
    EXPECT_NEAR(share, 0.25, 0.015) << "three sigma of 8,000";
}

TEST_F(Output, labels_once_or_twice_the_surer_first) {
    EXPECT_EQ(row("SELECT max(n), min(n) FROM (SELECT count(*) AS n FROM labels "
                  "GROUP BY generation_id)"),
              "2|1");
    EXPECT_EQ(row("SELECT count(*) FROM labels WHERE NOT confidence BETWEEN 0.5 AND 1"), "0");
    EXPECT_EQ(row("SELECT count(*) FROM labels WHERE category IS NULL OR tag IS NULL OR "
                  "path NOT LIKE '/%' OR language IS NULL"),
              "0");
}

TEST_F(Output, fills_every_column_that_a_study_reads) {
    EXPECT_EQ(row("SELECT count(*) FROM generations WHERE account_id IS NULL OR model IS NULL OR "
                  "country IS NULL OR provider IS NULL OR prompt_tokens IS NULL OR "
                  "cost_nano_usd IS NULL OR session_hash IS NULL OR terminal_state IS NULL"),
              "0");
    EXPECT_EQ(row("SELECT count(*) FROM generations WHERE (finish_reason IS NULL) <> "
                  "(terminal_state = 'client_gone')"),
              "0");
    EXPECT_EQ(row("SELECT count(*) FROM generations WHERE is_byok AND cost_nano_usd <> 0"), "0");
    EXPECT_EQ(row("SELECT count(*) FROM generations WHERE (variant = 'free') AND NOT is_free"),
              "0");
}

TEST_F(Output, hides_who_an_account_is_from_other_worlds) {
    EXPECT_EQ(row("SELECT count(DISTINCT account_id) <= 400 FROM generations"), "true");
    const auto other = world_of(world_->profile, sized(8000, 400, 2));
    TestStore store;
    ASSERT_TRUE(write_to_store(*other, *store, [](std::int64_t) {}));
    const auto accounts = [](const TestStore& of) {
        return of.rows("SELECT DISTINCT account_id FROM generations ORDER BY ALL");
    };
    std::vector<std::string> both;
    std::ranges::set_intersection(accounts(*store_), accounts(store), std::back_inserter(both));
    EXPECT_TRUE(both.empty());
}

class Files : public Output, public testing::WithParamInterface<const char*> {};

/// What the files hold comes back as the same generations.
TEST_P(Files, come_back_through_the_importer) {
    const TemporaryDirectory room;
    const auto done = write_to_files(*world_, room / "out", GetParam(), [](std::int64_t) {});
    ASSERT_TRUE(done) << describe(done.error());
    std::vector<std::string> command{"--store", (room / "store").string(), "import", "orrery"};
    for (const auto& entry : fs::directory_iterator(room / "out")) {
        if (entry.path().filename().string().starts_with("generations-")) {
            command.push_back(entry.path().string());
        }
    }
    ASSERT_EQ(command.size(), 7U);
    const auto import = run_orrery(command);
    ASSERT_EQ(import.code, 0) << import.err;
    const auto attached = (room / "store/orrery.duckdb").string();
    ASSERT_TRUE((*store_)->execute(
        fmt::format("ATTACH {} AS imported (READ_ONLY)", warehouse::sql_literal(attached))));
    const std::string columns = "* EXCLUDE (import_batch)";
    EXPECT_EQ(row("SELECT count(*) FROM imported.generations"), "8000");
    EXPECT_EQ(row(fmt::format("SELECT count(*) FROM (SELECT {0} FROM generations EXCEPT "
                              "SELECT {0} FROM imported.generations)",
                              columns)),
              "0");
    ASSERT_TRUE((*store_)->execute("DETACH imported"));
}

INSTANTIATE_TEST_SUITE_P(Files, Files, testing::Values("parquet", "jsonl", "csv"),
                         [](const auto& name) { return name.param; });

/// Rows and real tokens by the count that world.json gives.
TEST(PrunedStore, takes_no_other_world_of_days_that_were_pruned) {
    const auto ignore = [](std::int64_t) {};
    TestStore store;
    auto options = sized(500, 50);
    const auto first = world_of(short_profile().profile(), options);
    ASSERT_TRUE(write_to_store(*first, *store, ignore));
    ASSERT_TRUE(warehouse::prune(*store, 1, warehouse::Pruning::write));

    const auto again = write_to_store(*first, *store, ignore);
    ASSERT_TRUE(again) << describe(again.error());
    EXPECT_EQ(*again, 0);

    ++options.seed;
    const auto second = world_of(short_profile().profile(), options);
    const auto refused = write_to_store(*second, *store, ignore);
    ASSERT_FALSE(refused);
    EXPECT_NE(describe(refused.error()).find("pruned"), std::string::npos);
    EXPECT_EQ(store.row("SELECT count(*) FROM generations"), "0");
    EXPECT_EQ(store.row("SELECT sum(generations) FROM mart_usage"), "500");
}

TEST_F(Output, says_in_world_json_what_it_was_made_from) {
    const auto json = nlohmann::json::parse(world_json(*world_));
    EXPECT_EQ(json["world"], world_->id);
    EXPECT_EQ(json["profile"], "flat");
    EXPECT_EQ(json["seed"], 1);
    EXPECT_EQ(json["generations"], 8000);
    EXPECT_EQ(json["accounts"], 400);
    EXPECT_EQ(json["from"], "2025-07-01");
    EXPECT_EQ(json["to"], "2025-09-30");
    // One trillion a week grows to two over thirteen weeks: on average 1.44.
    const double tokens =
        std::stod(row("SELECT sum(prompt_tokens + completion_tokens) FROM generations"));
    EXPECT_NEAR(tokens * json["tokens_per_token"].get<double>() / (1.44e12 * 92 / 7), 1, 0.03);
}

TEST(WorldJson, takes_any_name_of_a_profile) {
    const auto world = world_of(
        short_profile().replace("name = \"flat\"", "name = 'a \"quoted\" \\ name'").profile(),
        sized(10, 10));
    EXPECT_EQ(nlohmann::json::parse(world_json(*world))["profile"], "a \"quoted\" \\ name");
}

}  // namespace
}  // namespace orrery::simulate
