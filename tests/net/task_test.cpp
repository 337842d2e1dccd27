#include "net/task.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>

#include "net/loop.h"
#include "net/signal.h"
#include "support/loop_run.h"

namespace {

using orrery::net::Loop;
using orrery::net::Signal;
using orrery::net::Task;
using orrery::net::Wake;
using orrery::test_support::make_loop;
using orrery::test_support::run;
using std::chrono::milliseconds;

Task<int> number(int value) {
    co_return value;
}

Task<std::unique_ptr<int>> moved(int value) {
    auto made = std::make_unique<int>(value);
    co_return made;
}

Task<int> after_sleep(Loop& loop, int value) {
    co_await loop.pause_until(loop.in(milliseconds(1)));
    co_return value;
}

Task<int> sum(Loop& loop, int depth) {
    if (depth == 0) {
        co_return 0;
    }
    const int here = co_await after_sleep(loop, depth);
    const int below = co_await sum(loop, depth - 1);
    co_return here + below;
}

Task<void> chain(Loop& loop) {
    const int one = co_await number(1);
    const auto two = co_await moved(2);
    const int three = co_await after_sleep(loop, 3);
    EXPECT_EQ(one + *two + three, 6);
    const int total = co_await sum(loop, 5);
    EXPECT_EQ(total, 15);
}

TEST(task, gives_its_value_to_who_awaits_it) {
    const auto loop = make_loop();
    run(*loop, chain(*loop));
}

Task<std::uintptr_t> stack_position(Loop& loop, bool waits) {
    if (waits) {
        co_await loop.pause_until(loop.in(milliseconds(1)));
    }
    co_return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
}

Task<void> many_children(Loop& loop) {
    // Also after a wait, when the coroutine runs below the child that woke it.
    for (const bool waits : {false, true}) {
        const std::uintptr_t before = co_await stack_position(loop, waits);
        const std::uintptr_t first = co_await stack_position(loop, false);
        std::uintptr_t last = 0;
        for (int i = 0; i < 100'000; ++i) {
            last = co_await stack_position(loop, false);
        }
        EXPECT_EQ(first, last);
        EXPECT_LT(before > last ? before - last : last - before, 16'384U);
    }
}

TEST(task, children_that_do_not_wait_cost_no_stack) {
    const auto loop = make_loop();
    run(*loop, many_children(*loop));
}

struct Flag {
    bool& is_set;
    ~Flag() { is_set = true; }
};

Task<void> hold(Signal& signal, bool& is_destroyed) {
    const Flag flag{is_destroyed};
    [[maybe_unused]] const Wake wake = co_await signal.wait(orrery::net::no_deadline);
    ADD_FAILURE() << "nobody tells";
}

Task<void> hold_through(Signal& signal, bool& is_destroyed) {
    co_await hold(signal, is_destroyed);
}

TEST(task, that_waits_is_destroyed_with_its_children) {
    const auto loop = make_loop();
    Signal signal(*loop);
    bool is_destroyed = false;
    const auto spawned = loop->spawn(hold_through(signal, is_destroyed));
    EXPECT_FALSE(is_destroyed);
    loop->destroy(spawned);
    EXPECT_TRUE(is_destroyed);
    EXPECT_FALSE(signal.has_waiters());
}

TEST(loop, destroys_what_has_not_ended) {
    bool is_destroyed = false;
    {
        auto loop = make_loop();
        Signal signal(*loop);
        loop->spawn(hold_through(signal, is_destroyed));
        loop.reset();
    }
    EXPECT_TRUE(is_destroyed);
}

}  // namespace
