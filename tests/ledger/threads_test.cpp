#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <thread>
#include <vector>

#include "ledger/room.h"

namespace orrery::ledger {
namespace {

using test_support::TemporaryDirectory;

constexpr std::size_t loops = 3;
constexpr std::uint64_t generations_a_loop = 3000;

/// What one loop has come to.
struct Done {
    std::int64_t charged = 0;
    std::uint64_t settled = 0;
    std::uint64_t recording_refused = 0;
};

Done traffic(Ledger& ledger, std::size_t loop) {
    Done done;
    std::mt19937_64 random(loop);
    GenerationIds ids(loop);
    std::deque<Ticket> open;
    const auto settle_one = [&] {
        const auto cost = static_cast<std::int64_t>(random() % 100);
        ledger.settle(std::move(open.front()), record_of(cost));
        open.pop_front();
        done.charged += cost;
        ++done.settled;
    };
    for (std::uint64_t count = 0; count < generations_a_loop; ++count) {
        const auto directory = ledger.directory();
        const Key& key = directory->keys()[random() % directory->keys().size()];
        auto ticket = ledger.open_generation(loop, key, opening_of(ids.next(noon_us), 99));
        if (ticket) {
            open.push_back(std::move(*ticket));
        } else {
            done.recording_refused += ticket.error() == Refusal::not_recording ? 1 : 0;
        }
        while (open.size() > random() % 20) {
            settle_one();
        }
    }
    while (!open.empty()) {
        settle_one();
    }
    return done;
}

TEST(Threads, that_serve_apply_change_and_ask_agree_in_the_end) {
    const TemporaryDirectory room;
    Options options = quiet_options(room.path());
    options.loops = loops;
    options.apply_every = std::chrono::milliseconds(1);
    options.sync_every = std::chrono::milliseconds(1);
    const auto ledger = open_ledger(options);
    constexpr std::int64_t granted = 200'000;
    make_key(*ledger, {"small", "", granted});
    NewKey limited;
    limited.limit_nano_usd = 50'000;
    limited.limit_reset = "monthly";
    const std::int64_t limited_id = make_key(*ledger, {"large", "", 0, true}, limited);
    std::vector<Done> done(loops);
    std::vector<std::thread> threads;
    for (std::size_t loop = 0; loop < loops; ++loop) {
        threads.emplace_back([&, loop] { done[loop] = traffic(*ledger, loop); });
    }
    std::atomic<bool> is_over = false;
    std::thread administrator([&] {
        for (std::int64_t count = 0; !is_over; ++count) {
            KeyChange change;
            change.name = std::to_string(count);
            EXPECT_TRUE(ledger->registry().update_key(limited_id, change));
            EXPECT_TRUE(ledger->refresh_directory());
            EXPECT_TRUE(ledger->generation(1, 1));
            static_cast<void>(ledger->readiness());
            static_cast<void>(ledger->counts());
        }
    });
    for (auto& thread : threads) {
        thread.join();
    }
    is_over = true;
    administrator.join();
    ASSERT_TRUE(ledger->apply_pending());
    Done sum;
    for (const Done& one : done) {
        sum.charged += one.charged;
        sum.settled += one.settled;
    }
    EXPECT_EQ(number(room.path(), "SELECT sum(used_nano_usd) FROM accounts"), sum.charged);
    EXPECT_EQ(number(room.path(), "SELECT sum(used_nano_usd) FROM keys"), sum.charged);
    EXPECT_EQ(number(room.path(), "SELECT count(*) FROM generations"),
              static_cast<std::int64_t>(sum.settled));
    const auto directory = ledger->directory();
    EXPECT_LE(directory->account("small")->balance->used, granted);
    EXPECT_LE(directory->key(limited_id)->balance->used, *limited.limit_nano_usd);
    EXPECT_EQ(directory->account("small")->balance->reserved, 0);
    EXPECT_EQ(
        directory->account("small")->balance->used + directory->account("large")->balance->used,
        sum.charged);
}

}  // namespace
}  // namespace orrery::ledger
