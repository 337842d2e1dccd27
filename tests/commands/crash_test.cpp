// A crash is kill -9 of the real program at a moment that a printed seed chooses. ORRERY_SEED
// replays one; ORRERY_CRASH_ROUNDS asks for other than the usual rounds, however long they take.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>

#include "support/child_process.h"
#include "support/environment.h"
#include "support/test_store.h"
#include "support/traffic.h"
#include "warehouse/marts/marts.h"

namespace orrery {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using test_support::ChildProcess;
using test_support::number_from_environment;
using test_support::run_orrery;
using test_support::TestStore;

constexpr std::int64_t first_rows = 8'000;
constexpr std::int64_t later_rows = 24'000;
constexpr std::int64_t copies = 10;
constexpr std::uint64_t rounds_usual = 8;
constexpr auto time_max = std::chrono::seconds(60);

constexpr auto rows_of_store =
    "SELECT (SELECT count(*) FROM generations) AS rows, "
    "(SELECT sum(generations) FROM mart_usage) AS folded";

/// When to kill: after a time, or once the store's write-ahead log has grown so large.
struct Moment {
    milliseconds after{0};
    std::uintmax_t log_bytes = 0;
};

class Crash : public testing::Test {
protected:
    const std::uint64_t seed_ = number_from_environment("ORRERY_SEED", std::random_device()());
    std::mt19937_64 random_{seed_};
    test_support::TemporaryDirectory room_;
    const fs::path base_ = room_ / "base";
    const fs::path store_ = room_ / "store";
    const fs::path first_ = room_ / "first.parquet";
    const fs::path later_ = room_ / "later.parquet";
    const std::uint64_t rounds_ = number_from_environment("ORRERY_CRASH_ROUNDS", rounds_usual);
    const Clock::time_point until_ =
        Clock::now() + (rounds_ > rounds_usual ? std::chrono::hours(1) : time_max);
    milliseconds undisturbed_{0};

    void SetUp() override {
        fmt::print("ORRERY_SEED={}\n", seed_);
        write_rows(first_, "first", first_rows);
        write_rows(later_, "later", later_rows);
        ASSERT_EQ(orrery_on(base_, {"import", "orrery", first_.string()}).code, 0);
    }

    static test_support::Ending orrery_on(const fs::path& store, std::vector<std::string> words) {
        words.insert(words.begin(), {"--store", store.string()});
        return run_orrery(words);
    }

    /// Writes a file of generation records as another tool would.
    static void write_rows(const fs::path& file, const std::string& prefix, std::int64_t rows) {
        const auto connection = warehouse::Connection::open({}, warehouse::Access::read_write);
        ASSERT_TRUE(connection);
        const auto written = connection->execute(fmt::format(
            "COPY (SELECT '{0}-' || i AS generation_id, TIMESTAMP '2025-08-20' + "
            "to_seconds((i * 7919) % 4838400) AS created_at, 'account-' || i % 300 AS account_id, "
            "['openai/gpt-4o-mini', 'deepseek-chat', 'acme/new'][1 + i % 3] AS model, "
            "CASE WHEN i % 5 > 0 THEN 'stop' END AS finish_reason, i % 6000 AS prompt_tokens, "
            "i % 500 AS completion_tokens, i % 90000 AS cost_nano_usd FROM range({1}) AS r (i)) "
            "TO {2} (FORMAT parquet)",
            prefix, rows, warehouse::sql_literal(file.string())));
        ASSERT_TRUE(written) << describe(written.error());
    }

    void restore(const fs::path& from) const {
        fs::remove_all(store_);
        fs::copy(from, store_, fs::copy_options::recursive);
    }

    /// Measures how long the command takes when nothing disturbs it.
    void measure(const fs::path& from, const std::vector<std::string>& words) {
        restore(from);
        const auto began = Clock::now();
        ASSERT_EQ(orrery_on(store_, words).code, 0);
        undisturbed_ = std::chrono::duration_cast<milliseconds>(Clock::now() - began);
    }

    Moment draw_moment() {
        const auto below = [&](std::uint64_t bound) { return random_() % bound; };
        if (below(2) == 0) {
            return {milliseconds(below(static_cast<std::uint64_t>(undisturbed_.count()) + 50)), 0};
        }
        return {undisturbed_ * 3, std::uintmax_t{1} << (8 + below(16))};
    }

    /// Starts the command and kills it at the moment; says whether it was still running.
    bool kill_at(const Moment& moment, std::vector<std::string> words) const {
        words.insert(words.begin(), {ORRERY_BINARY, "--store", store_.string()});
        ChildProcess child(words);
        const auto until = Clock::now() + moment.after;
        const auto log = store_ / "orrery.duckdb.wal";
        bool ended = false;
        while (!ended && Clock::now() < until) {
            if (moment.log_bytes == 0) {
                ended = child.wait(moment.after);
                break;
            }
            ended = child.wait(milliseconds(1));
            std::error_code missing;
            const auto bytes = fs::file_size(log, missing);
            if (!missing && bytes >= moment.log_bytes) {
                break;
            }
        }
        child.kill();
        return !ended && child.finish().code == -SIGKILL;
    }

    /// Opens the store as the next process does and expects every mart to follow its definition.
    void expect_whole(std::int64_t least, std::int64_t most) const {
        warehouse::StoreOptions options;
        options.directory = store_;
        const auto store = warehouse::Store::open(options, test_support::shipped_catalog());
        ASSERT_TRUE(store) << describe(store.error());
        const auto& connection = (*store)->connection();
        const auto rows = *connection.count("SELECT count(*) FROM generations");
        EXPECT_TRUE(rows == least || rows == most) << rows << " rows: half a batch";
        EXPECT_EQ(*connection.count("SELECT sum(rows_new) FROM import_batches"), rows);
        const auto watermark = *(*store)->watermark();
        EXPECT_LE(watermark.folded, watermark.written);
        ASSERT_TRUE((*store)->refresh_marts());
        const auto marts = *warehouse::load_marts();
        for (const auto& mart : marts) {
            ASSERT_TRUE(connection.execute("CREATE OR REPLACE TEMP VIEW delta AS " +
                                           warehouse::delta_sql(mart.over, 0, watermark.written)));
            const auto differing = connection.count(
                fmt::format("SELECT count(*) FROM ((FROM {0} EXCEPT ALL ({1})) UNION ALL "
                            "(({1}) EXCEPT ALL FROM {0}))",
                            mart.name, mart.select));
            ASSERT_TRUE(differing) << mart.name << ": " << describe(differing.error());
            EXPECT_EQ(*differing, 0) << mart.name;
        }
    }
};

TEST_F(Crash, while_importing_leaves_all_of_a_file_or_none) {
    const std::vector<std::string> command{"import", "orrery", later_.string()};
    measure(base_, command);
    std::uint64_t killed = 0;
    for (std::uint64_t round = 0; round < rounds_ && Clock::now() < until_; ++round) {
        const Moment moment = draw_moment();
        SCOPED_TRACE(fmt::format("seed {}, round {}: killed after {} ms or {} bytes of log", seed_,
                                 round, moment.after.count(), moment.log_bytes));
        restore(base_);
        killed += kill_at(moment, command) ? 1 : 0;
        expect_whole(first_rows, first_rows + later_rows);
        const auto again = orrery_on(store_, command);
        EXPECT_EQ(again.code, 0) << again.err;
        const auto rows = orrery_on(store_, {"sql", "--format", "csv", rows_of_store});
        EXPECT_EQ(rows.out, fmt::format("rows,folded\n{0},{0}\n", first_rows + later_rows));
        ASSERT_FALSE(HasFailure());
    }
    fmt::print("{} imports were killed before their end\n", killed);
    EXPECT_GT(killed, 2U) << "the kills came too late to test anything";
}

TEST_F(Crash, while_folding_the_marts_leaves_them_as_before_or_folded) {
    const fs::path unfolded = room_ / "unfolded";
    fs::copy(base_, unfolded, fs::copy_options::recursive);
    {
        warehouse::StoreOptions options;
        options.directory = unfolded;
        const auto store = warehouse::Store::open(options, test_support::shipped_catalog());
        ASSERT_TRUE(store);
        ASSERT_TRUE((*store)->execute(fmt::format(
            "INSERT INTO generations BY NAME SELECT * EXCLUDE (i) REPLACE (generation_id || '-' || "
            "i AS generation_id, 2 AS import_batch) FROM generations, range({}) AS r (i); "
            "INSERT INTO import_batches (import_batch, rows_new) VALUES (2, {})",
            copies, copies * first_rows)));
    }
    measure(unfolded, {"doctor", "--write"});
    std::uint64_t killed = 0;
    for (std::uint64_t round = 0; round < rounds_ / 2 && Clock::now() < until_; ++round) {
        const Moment moment = draw_moment();
        SCOPED_TRACE(fmt::format("seed {}, round {}: killed after {} ms or {} bytes of log", seed_,
                                 round, moment.after.count(), moment.log_bytes));
        restore(unfolded);
        killed += kill_at(moment, {"doctor", "--write"}) ? 1 : 0;
        expect_whole((1 + copies) * first_rows, (1 + copies) * first_rows);
        ASSERT_FALSE(HasFailure());
    }
    fmt::print("{} folds were killed before their end\n", killed);
    EXPECT_GT(killed, 0U) << "the kills came too late to test anything";
}

}  // namespace
}  // namespace orrery
