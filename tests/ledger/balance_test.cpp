#include "ledger/balance.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <thread>
#include <vector>

#include "ledger/room.h"

namespace orrery::ledger {
namespace {

/// Microseconds of an hour of a day since 1970-01-01.
constexpr std::int64_t at(std::int64_t day, std::int64_t hour) {
    return day * us_per_day + hour * 3600 * us_per_second;
}

constexpr std::int64_t thursday = 20'468;        // 2026-01-15
constexpr std::int64_t monday = 20'472;          // 2026-01-19
constexpr std::int64_t first_of_month = 20'485;  // 2026-02-01, a Sunday

TEST(Period, begins_at_midnight_on_monday_and_on_the_first) {
    EXPECT_EQ(period_start_day(Reset::daily, at(thursday, 23)), thursday);
    EXPECT_EQ(period_start_day(Reset::daily, at(thursday + 1, 0)), thursday + 1);
    EXPECT_EQ(period_start_day(Reset::weekly, at(monday, 0)), monday);
    EXPECT_EQ(period_start_day(Reset::weekly, at(monday, 0) - 1), monday - 7);
    EXPECT_EQ(period_start_day(Reset::weekly, at(monday + 6, 23)), monday);
    EXPECT_EQ(period_start_day(Reset::monthly, at(first_of_month, 0)), first_of_month);
    EXPECT_EQ(period_start_day(Reset::monthly, at(first_of_month, 0) - 1), first_of_month - 31);
    EXPECT_EQ(period_start_day(Reset::never, at(thursday, 5)), 0);
}

TEST(Limit, begins_anew_with_its_period) {
    struct Case {
        Reset reset;
        std::int64_t last;  // The last microsecond of a period.
    };
    for (const auto& [reset, last] :
         {Case{Reset::daily, at(thursday + 1, 0) - 1}, Case{Reset::weekly, at(monday, 0) - 1},
          Case{Reset::monthly, at(first_of_month, 0) - 1}}) {
        Balance balance;
        ASSERT_TRUE(balance.reserve(8, 10, reset, last));
        balance.settle(8, {last, 8, 0});
        EXPECT_FALSE(balance.reserve(3, 10, reset, last));
        EXPECT_TRUE(balance.reserve(10, 10, reset, last + 1)) << static_cast<int>(reset);
        EXPECT_EQ(balance.used, 8);
    }
}

TEST(Limit, counts_what_is_still_open_from_the_period_before) {
    Balance balance;
    const std::int64_t midnight = at(thursday + 1, 0);
    ASSERT_TRUE(balance.reserve(6, 10, Reset::daily, midnight - 1));
    EXPECT_FALSE(balance.reserve(6, 10, Reset::daily, midnight));
    balance.settle(6, {midnight - 1, 6, 0});
    EXPECT_TRUE(balance.reserve(10, 10, Reset::daily, midnight));
}

TEST(Usage, is_by_the_day_of_creation) {
    Balance balance;
    balance.add({at(thursday, 1), 100, 1});
    balance.add({at(monday, 1), 20, 2});
    balance.add({at(monday + 1, 1), 3, 4});
    balance.add({at(monday, 2), 7, 0});  // Settled late; its day is over.
    const Usage usage = balance.usage(at(monday + 1, 12));
    EXPECT_EQ(usage.charged, (Sums{130, 3, 30, 130}));
    EXPECT_EQ(usage.byok, (Sums{7, 4, 6, 7}));
    EXPECT_EQ(balance.usage(at(first_of_month, 0)).charged, (Sums{130, 0, 0, 0}));
}

RC_GTEST_PROP(Balance, follows_a_simple_model, ()) {
    Balance balance;
    const auto allowed = *rc::gen::inRange<std::int64_t>(0, 1000);
    std::int64_t used = 0;
    std::vector<std::int64_t> open;
    for (int step = 0; step < 50; ++step) {
        const auto amount = *rc::gen::inRange<std::int64_t>(0, 200);
        std::int64_t held = 0;
        for (const auto bound : open) {
            held += bound;
        }
        if (*rc::gen::arbitrary<bool>()) {
            const bool fits = used + held + amount <= allowed;
            RC_ASSERT(balance.reserve(amount, allowed, Reset::never, noon_us) == fits);
            if (fits) {
                open.push_back(amount);
            }
        } else if (!open.empty()) {
            balance.settle(open.back(), {noon_us, amount, 0});
            open.pop_back();
            used += amount;
        }
    }
    RC_ASSERT(balance.used == used);
}

TEST(Balance, is_never_overrun_by_many_at_once) {
    Balance balance;
    constexpr std::int64_t allowed = 1000;
    std::atomic<std::int64_t> taken = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&] {
            for (int step = 0; step < 2000; ++step) {
                if (balance.reserve(3, allowed, Reset::daily, noon_us)) {
                    taken += 2;
                    balance.settle(3, {noon_us, 2, 0});
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(balance.used, taken);
    EXPECT_EQ(balance.used, 998);
    EXPECT_EQ(balance.reserved, 0);
}

}  // namespace
}  // namespace orrery::ledger
