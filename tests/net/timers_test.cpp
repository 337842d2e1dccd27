#include "net/timers.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <vector>

namespace {

using orrery::net::Clock;
using orrery::net::Deadline;
using orrery::net::Timer;
using orrery::net::Timers;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

struct Probe final : Timer {
    void fire() override { ++fired; }
    int fired = 0;
};

const Clock::time_point start = Clock::time_point(std::chrono::hours(1000));

/// What a timer is expected to do: its deadline while it is armed.
struct Expected {
    Probe timer;
    Deadline deadline = orrery::net::no_deadline;
};

void check_fired(std::vector<std::unique_ptr<Expected>>& all, Clock::time_point now) {
    for (auto& each : all) {
        const bool was_armed = each->deadline != orrery::net::no_deadline;
        if (each->timer.fired > 0) {
            RC_ASSERT(was_armed);
            RC_ASSERT(each->timer.fired == 1);
            RC_ASSERT(each->deadline <= now);
            each->deadline = orrery::net::no_deadline;
            each->timer.fired = 0;
        } else {
            RC_ASSERT(each->deadline > now - Timers::tick);
        }
        RC_ASSERT(each->timer.is_armed() == (each->deadline != orrery::net::no_deadline));
    }
}

void check_sleep(const std::vector<std::unique_ptr<Expected>>& all, const Timers& timers,
                 Clock::time_point now) {
    Deadline first = orrery::net::no_deadline;
    for (const auto& each : all) {
        first = std::min(first, each->deadline);
    }
    const int sleep = timers.sleep_ms(now);
    if (first == orrery::net::no_deadline) {
        RC_ASSERT(sleep == -1);
    } else {
        RC_ASSERT(sleep >= 0);
        RC_ASSERT(now + milliseconds(sleep) <= first + Timers::tick + milliseconds(1));
    }
}

TEST(timers, do_what_a_list_of_deadlines_does) {
    EXPECT_TRUE(rc::check("any arming, disarming and passing of time", [] {
        Timers timers(start);
        Clock::time_point now = start;
        std::vector<std::unique_ptr<Expected>> all;
        for (int i = 0; i < 12; ++i) {
            all.push_back(std::make_unique<Expected>());
        }
        const auto steps = *rc::gen::inRange(1, 60);
        for (int step = 0; step < steps; ++step) {
            auto& one = *all[*rc::gen::inRange<std::size_t>(0, all.size())];
            // Up to a minute: more than one turn of the wheel.
            const auto ms = *rc::gen::oneOf(rc::gen::inRange(0, 40), rc::gen::inRange(0, 60'000));
            switch (*rc::gen::inRange(0, 4)) {
                case 0:
                    one.timer.disarm();
                    one.deadline = orrery::net::no_deadline;
                    break;
                case 1:
                    now += milliseconds(ms) + nanoseconds(*rc::gen::inRange(0, 1'000'000));
                    timers.advance(now);
                    check_fired(all, now);
                    check_sleep(all, timers, now);
                    break;
                default:
                    one.deadline = now + milliseconds(ms);
                    timers.arm(one.timer, one.deadline);
            }
        }
        now += std::chrono::minutes(2);
        timers.advance(now);
        check_fired(all, now);
        RC_ASSERT(timers.sleep_ms(now) == -1);
    }));
}

TEST(timers, without_a_deadline_are_not_armed) {
    Timers timers(start);
    Probe probe;
    timers.arm(probe, start + milliseconds(5));
    timers.arm(probe, orrery::net::no_deadline);
    EXPECT_FALSE(probe.is_armed());
    timers.advance(start + milliseconds(100));
    EXPECT_EQ(probe.fired, 0);
}

/// Destroys its victim, arms itself anew, or does nothing, when it fires.
struct Meddler final : Timer {
    void fire() override {
        ++fired;
        victim.reset();
        if (timers != nullptr) {
            timers->arm(*this, again);
        }
    }
    int fired = 0;
    std::unique_ptr<Probe> victim;
    Timers* timers = nullptr;
    Deadline again;
};

TEST(timers, may_be_destroyed_and_armed_by_one_that_fires) {
    Timers timers(start);
    Meddler meddler;
    meddler.victim = std::make_unique<Probe>();
    // The victim is armed first, so that the meddler comes before it in the slot.
    timers.arm(*meddler.victim, start + milliseconds(8));
    timers.arm(meddler, start + milliseconds(8));
    meddler.timers = &timers;
    meddler.again = start + milliseconds(8);
    timers.advance(start + milliseconds(8));
    EXPECT_EQ(meddler.victim, nullptr);
    EXPECT_EQ(meddler.fired, 1) << "a timer that is armed anew fires in a later round";
    EXPECT_TRUE(meddler.is_armed());
    meddler.timers = nullptr;
    timers.advance(start + milliseconds(12));
    EXPECT_EQ(meddler.fired, 2);
}

}  // namespace
