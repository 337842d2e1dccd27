#include "net/loop.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "net/signal.h"
#include "net/workers.h"
#include "support/loop_run.h"

namespace {

using orrery::net::Clock;
using orrery::net::Loop;
using orrery::net::no_deadline;
using orrery::net::Signal;
using orrery::net::Task;
using orrery::net::Wake;
using orrery::net::Workers;
using orrery::test_support::make_loop;
using orrery::test_support::run;
using std::chrono::milliseconds;

TEST(loop, runs_posted_work_in_order_on_its_thread) {
    const auto loop = make_loop();
    std::vector<int> seen;
    const auto home = std::this_thread::get_id();
    std::thread other([&] {
        for (int i = 0; i < 1000; ++i) {
            loop->post([&seen, i, home] {
                EXPECT_EQ(std::this_thread::get_id(), home);
                seen.push_back(i);
            });
        }
        loop->post([&] { loop->stop(); });
    });
    loop->run();
    other.join();
    ASSERT_EQ(seen.size(), 1000U);
    EXPECT_TRUE(std::ranges::is_sorted(seen));
}

TEST(loop, that_was_stopped_before_it_ran_returns) {
    const auto loop = make_loop();
    loop->stop();
    loop->run();
    loop->post([&] { loop->stop(); });
    loop->run();
}

Task<void> sleeper(Loop& loop, int ms, std::vector<int>& order) {
    const auto deadline = Clock::now() + milliseconds(ms);
    co_await loop.pause_until(deadline);
    EXPECT_GE(Clock::now(), deadline);
    order.push_back(ms);
}

Task<void> three_sleepers(Loop& loop) {
    std::vector<int> order;
    loop.spawn(sleeper(loop, 60, order));
    loop.spawn(sleeper(loop, 20, order));
    co_await sleeper(loop, 100, order);
    const std::vector<int> wanted = {20, 60, 100};
    EXPECT_EQ(order, wanted);
}

TEST(loop, wakes_sleepers_in_the_order_of_their_deadlines) {
    const auto loop = make_loop();
    run(*loop, three_sleepers(*loop));
}

Task<void> note(Signal& signal, int id, std::vector<int>& woken) {
    const Wake wake = co_await signal.wait(no_deadline);
    EXPECT_EQ(wake, Wake::ready);
    woken.push_back(id);
}

Task<void> next_round(Loop& loop) {
    co_await loop.pause_until(Clock::now() + milliseconds(5));
}

Task<void> notify(Loop& loop) {
    Signal signal(loop);
    std::vector<int> woken;
    for (int id = 0; id < 4; ++id) {
        loop.spawn(note(signal, id, woken));
    }
    signal.notify_one();
    EXPECT_TRUE(woken.empty()) << "nobody is resumed within notify";
    co_await next_round(loop);
    EXPECT_EQ(woken, std::vector<int>{0});
    signal.notify_all();
    co_await next_round(loop);
    const std::vector<int> all = {0, 1, 2, 3};
    EXPECT_EQ(woken, all);
    EXPECT_FALSE(signal.has_waiters());
}

TEST(signal, wakes_in_the_order_of_coming) {
    const auto loop = make_loop();
    run(*loop, notify(*loop));
}

Task<void> destroyed_in_between(Loop& loop) {
    Signal signal(loop);
    std::vector<int> woken;
    const auto first = loop.spawn(note(signal, 1, woken));
    loop.spawn(note(signal, 2, woken));
    signal.notify_one();
    loop.destroy(first);
    co_await next_round(loop);
    EXPECT_EQ(woken, std::vector<int>{2});
}

TEST(signal, that_told_one_who_is_gone_tells_the_next) {
    const auto loop = make_loop();
    run(*loop, destroyed_in_between(*loop));
}

Task<void> times_out(Loop& loop) {
    Signal signal(loop);
    const Wake wake = co_await signal.wait(Clock::now() + milliseconds(10));
    EXPECT_EQ(wake, Wake::timeout);
    EXPECT_FALSE(signal.has_waiters());
}

TEST(signal, wait_ends_at_its_deadline) {
    const auto loop = make_loop();
    run(*loop, times_out(*loop));
}

Task<void> ends_with(std::unique_ptr<Signal>& signal, Wake& wake) {
    wake = co_await signal->wait(no_deadline);
}

Task<void> signal_destroyed(Loop& loop) {
    auto signal = std::make_unique<Signal>(loop);
    Wake wake = Wake::ready;
    loop.spawn(ends_with(signal, wake));
    signal.reset();
    co_await next_round(loop);
    EXPECT_EQ(wake, Wake::cancelled);
}

TEST(signal, that_is_destroyed_ends_its_waits) {
    const auto loop = make_loop();
    run(*loop, signal_destroyed(*loop));
}

Task<void> ask_worker(Loop& loop, Workers& workers) {
    const auto home = std::this_thread::get_id();
    auto work = [home] { return std::string(std::this_thread::get_id() == home ? "no" : "yes"); };
    const std::optional<std::string> answer = co_await workers.run(loop, work);
    EXPECT_EQ(answer, "yes");
    EXPECT_EQ(std::this_thread::get_id(), home);
}

TEST(workers, do_the_work_elsewhere_and_answer_on_the_loop) {
    const auto loop = make_loop();
    Workers workers(2);
    run(*loop, ask_worker(*loop, workers));
}

/// Keeps a worker busy until it is opened.
struct Gate {
    std::mutex mutex;
    Gate() { mutex.lock(); }
    void open() { mutex.unlock(); }
    void pass() { const std::lock_guard lock(mutex); }
};

Task<void> overfull(Loop& loop, Workers& workers) {
    Gate gate;
    auto pass = [&gate] { gate.pass(); };
    EXPECT_TRUE(workers.submit(pass));
    while (workers.submit(pass)) {
    }
    auto work = [] { return 1; };
    const std::optional<int> answer = co_await workers.run(loop, work);
    EXPECT_EQ(answer, std::nullopt);
    gate.open();
    // All that was taken must be done before the gate is gone.
    std::optional<int> last;
    while (!last) {
        last = co_await workers.run(loop, work);
        std::this_thread::yield();
    }
    EXPECT_EQ(last, 1);
}

TEST(workers, refuse_what_is_too_much) {
    const auto loop = make_loop();
    Workers workers(1, 2);
    run(*loop, overfull(*loop, workers));
}

Task<void> waits_for_gate(Loop& loop, Workers& workers, Gate& gate) {
    Gate* closed = &gate;
    auto work = [closed] {
        closed->pass();
        return 1;
    };
    [[maybe_unused]] const std::optional<int> answer = co_await workers.run(loop, work);
    ADD_FAILURE() << "the frame is gone by then";
}

TEST(workers, may_finish_for_a_coroutine_that_is_gone) {
    const auto loop = make_loop();
    Gate gate;
    {
        Workers workers(1);
        const auto spawned = loop->spawn(waits_for_gate(*loop, workers, gate));
        loop->destroy(spawned);
        gate.open();
    }
    loop->post([&] { loop->stop(); });
    loop->run();
}

}  // namespace
