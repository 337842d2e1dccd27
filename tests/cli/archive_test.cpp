// The store of a serving process, within this process: readers beside drains, and leases.

#include "cli/serve/archive.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <random>
#include <thread>

#include "base/process/priority.h"
#include "cli/serve/aside.h"
#include "ledger/identity.h"
#include "support/test_store.h"

namespace orrery::cli {
namespace {

using test_support::shipped_catalog;
using test_support::TemporaryDirectory;
using warehouse::Store;

class Archives : public testing::Test {
protected:
    TemporaryDirectory room_;
    std::unique_ptr<ledger::Ledger> ledger_;
    std::unique_ptr<Archive> archive_;
    std::uint64_t id_ = 1;
    std::atomic<bool> is_taken_ = true;

    void SetUp() override {
        ledger::Options options;
        options.directory = room_ / "ledger";
        options.hash_key = "test";
        options.segment_bytes = 8U << 20U;
        options.disk_free_min = 0;
        auto ledger = ledger::Ledger::open(options);
        ASSERT_TRUE(ledger) << describe(ledger.error());
        ledger_ = std::move(*ledger);
        const auto account =
            ledger_->registry().create_account({.name = "acme", .is_unlimited = true});
        ASSERT_TRUE(account && ledger_->registry().create_key({.account = *account}));
        ASSERT_TRUE(ledger_->refresh_directory());
    }

    [[nodiscard]] Result<std::unique_ptr<Store>> open() const {
        warehouse::StoreOptions options;
        options.directory = room_ / "store";
        options.threads_max = 1;
        options.tells_progress = false;
        return Store::open(options, shipped_catalog());
    }
    void start(const ArchiveOptions& options) {
        auto store = open();
        ASSERT_TRUE(store) << describe(store.error());
        archive_ = std::make_unique<Archive>(
            *ledger_, [this] { return open(); }, std::move(*store), options);
    }
    void start(std::chrono::seconds every) { start(ArchiveOptions{.every = every}); }
    void settle() {
        const auto directory = ledger_->directory();
        ledger::Opening opening;
        opening.generation_id = id_++;
        opening.created_at_us = ledger::system_clock_us();
        auto ticket = ledger_->open_generation(0, directory->keys().front(), opening);
        ASSERT_TRUE(ticket);
        record::Generation generation;
        generation.model = "openai/gpt-5";
        ledger_->settle(std::move(*ticket), generation);
    }
    static std::int64_t count(Store& store, const std::string& sql) {
        return store.connection().count(sql).value_or(-1);
    }
    /// Asks until the answer is `wanted`, or for two minutes. Pauses between: drains give way, and
    /// on busy cores who asks without end would be in their way.
    static bool becomes(const std::function<std::int64_t()>& value, std::int64_t wanted) {
        std::mutex mutex;
        std::condition_variable never;
        std::unique_lock lock(mutex);
        const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(2);
        while (value() != wanted && std::chrono::steady_clock::now() < until) {
            never.wait_for(lock, std::chrono::milliseconds(10));
        }
        return value() == wanted;
    }
    static bool becomes(Store& store, const std::string& sql, std::int64_t wanted) {
        return becomes([&] { return count(store, sql); }, wanted);
    }
};

/// Were a reader in the drain's way, the wait inside its own work would never end.
TEST_F(Archives, drain_and_are_asked_while_a_reader_reads) {
    start(std::chrono::seconds(3600));
    const auto read = archive_->read([&](Store& store) -> Status {
        settle();
        archive_->hasten();
        EXPECT_TRUE(becomes(store, "SELECT sum(generations) FROM mart_usage", 1));
        const auto answer = archive_->ask("SELECT count(*) FROM generations");
        EXPECT_TRUE(answer && answer->rows[0][0] == Cell(std::int64_t{1}));
        const auto batches = archive_->ask("SELECT sum(rows_read) FROM import_batches");
        EXPECT_TRUE(batches && to_text(batches->rows[0][0]) == "1") << "rows were read again";
        return {};
    });
    EXPECT_TRUE(read) << describe(read.error());
    const auto again = archive_->read([](Store& store) -> Status {
        EXPECT_EQ(count(store, "SELECT count(*) FROM catalog_resolution"), 1)
            << "names are resolved as of the last fold";
        return {};
    });
    EXPECT_TRUE(again) << describe(again.error());
}

/// Each batch is late at its second row, so that four drains bring four rows.
TEST_F(Archives, go_on_where_a_batch_has_ended_early) {
    for (int i = 0; i < 4; ++i) {
        settle();
    }
    start(ArchiveOptions{.every = std::chrono::seconds(1),
                         .batch_time_max = std::chrono::milliseconds(0)});
    EXPECT_TRUE(becomes(
        [&] {
            const auto rows = archive_->ask("SELECT count(*) FROM generations");
            return rows ? std::get<std::int64_t>(rows->rows[0][0]) : -1;
        },
        4));
    const auto batches = archive_->ask("SELECT count(*) FROM import_batches");
    EXPECT_TRUE(batches && batches->rows[0][0] == Cell(std::int64_t{4}));
}

TEST(Batches, leave_a_rest_that_becomes_one_soon) {
    EXPECT_EQ(batches_due(0, 0), 1U) << "asks once, for the ledger may know more";
    EXPECT_EQ(batches_due(10'000, 0), 1U) << "few are cheap";
    EXPECT_EQ(batches_due(16'000, 0), 1U) << "would take eight drains";
    EXPECT_EQ(batches_due(30'000, 0), 0U);
    EXPECT_EQ(batches_due(60'000, 30'000), 0U);
    EXPECT_EQ(batches_due(60'000, 60'000), 1U) << "nothing came since";
    EXPECT_EQ(batches_due(2 * batch_max + 50'000, 0), 2U);
    EXPECT_EQ(batches_due(50'000, 400'000), 1U) << "another process took some";
}

/// However traffic goes on, nothing waits for ever: what was left is taken, or fills a batch.
TEST(Batches, take_what_was_left_in_time) {
    std::minstd_rand random(20'240'601);
    for (int world = 0; world < 200; ++world) {
        const std::uint64_t rate = random() % 60'000;
        std::uint64_t waiting = 0;
        std::uint64_t left = 0;
        int waited = 0;
        for (int drain = 0; drain < 100; ++drain) {
            waiting += rate / 2 + random() % (rate + 1);
            const std::size_t due = batches_due(waiting, left);
            waiting -= std::min<std::uint64_t>(waiting, due * batch_max);
            waited = due == 0 ? waited + 1 : 0;
            left = waiting;
            EXPECT_LE(waited, 12) << "at " << rate << " rows a drain";
        }
    }
}

TEST(Batches, are_waited_for_where_more_than_a_thousand_come_in_a_second) {
    using std::chrono::seconds;
    EXPECT_FALSE(is_busy(0, seconds(1)));
    EXPECT_FALSE(is_busy(1000, seconds(1)));
    EXPECT_TRUE(is_busy(1001, seconds(1)));
    EXPECT_FALSE(is_busy(5000, seconds(5)));
}

TEST_F(Archives, lend_what_is_settled_and_take_in_what_waited) {
    start(std::chrono::seconds(0));
    settle();
    archive_->lend("`orrery study` (pid 1)");
    EXPECT_EQ(archive_->state().place, StoreState::Place::lent);
    EXPECT_EQ(ledger_->readiness().store_holder, "`orrery study` (pid 1)");
    const auto read = archive_->read([](Store&) -> Status { return {}; });
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::unavailable);
    EXPECT_NE(read.error().what.find("lent to `orrery study` (pid 1) since 2"), std::string::npos);
    EXPECT_FALSE(archive_->ask("SELECT 1"));
    {
        auto borrowed = open();
        ASSERT_TRUE(borrowed) << describe(borrowed.error());
        EXPECT_EQ(count(**borrowed, "SELECT count(*) FROM generations"), 1);
        EXPECT_EQ(count(**borrowed, "SELECT sum(generations) FROM mart_usage"), 1);
        settle();
    }
    archive_->take_back();
    EXPECT_EQ(archive_->state().place, StoreState::Place::here);
    EXPECT_EQ(ledger_->readiness().store_holder, "");
    const auto answer = archive_->ask("SELECT count(*) FROM generations");
    ASSERT_TRUE(answer) << describe(answer.error());
    EXPECT_EQ(answer->rows[0][0], Cell(std::int64_t{2}));
}

/// A borrower that a newer server finds still at work.
TEST_F(Archives, that_find_the_store_taken_open_it_once_it_is_free) {
    auto held = open();
    ASSERT_TRUE(held);
    archive_ = std::make_unique<Archive>(
        *ledger_,
        [this]() -> Result<std::unique_ptr<Store>> {
            if (is_taken_) {
                return fail(ErrorKind::unavailable, "taken");
            }
            return open();
        },
        nullptr, ArchiveOptions{std::chrono::seconds(1)});
    EXPECT_FALSE(archive_->ask("SELECT 1"));
    held->reset();
    is_taken_ = false;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!archive_->ask("SELECT 1") && std::chrono::steady_clock::now() < until) {
    }
    EXPECT_TRUE(archive_->ask("SELECT 1"));
}

TEST(Aside, takes_its_share_while_somebody_waits) {
    Aside aside(run_when_idle);
    const auto policy = [&] {
        int found = 0;
        aside.run([&] { found = ::sched_getscheduler(0); });
        return found;
    };
    EXPECT_EQ(policy(), SCHED_IDLE);

    // Work that has begun: it tells its policy before somebody waits, and when somebody does.
    std::promise<void> begun;
    std::promise<void> awaited;
    int before = 0;
    int meanwhile = 0;
    std::thread caller([&] {
        aside.run([&] {
            before = ::sched_getscheduler(0);
            begun.set_value();
            awaited.get_future().wait();
            meanwhile = ::sched_getscheduler(0);
        });
    });
    begun.get_future().wait();
    aside.set_awaited(true);
    awaited.set_value();
    caller.join();
    const int next = policy();
    aside.set_awaited(false);

    EXPECT_EQ(before, SCHED_IDLE);
    EXPECT_EQ(policy(), SCHED_IDLE);
    if (!can_take_share()) {
        GTEST_SKIP() << "neither root nor RLIMIT_NICE lets a thread leave SCHED_IDLE";
    }
    EXPECT_EQ(meanwhile, SCHED_OTHER);
    EXPECT_EQ(next, SCHED_OTHER);
}

/// Bounded, for a thread that never gets its share would look for it for ever.
TEST(Aside, takes_its_share_where_who_waits_has_waited_long) {
    if (!can_take_share()) {
        GTEST_SKIP() << "neither root nor RLIMIT_NICE lets a thread leave SCHED_IDLE";
    }
    Aside aside(run_when_idle);
    int after = 0;
    aside.run(
        [&] {
            const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
            do {
                after = ::sched_getscheduler(0);
            } while (after == SCHED_IDLE && std::chrono::steady_clock::now() < until);
        },
        std::chrono::milliseconds(1));
    EXPECT_EQ(after, SCHED_OTHER);
}

}  // namespace
}  // namespace orrery::cli
