#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <memory>
#include <utility>

#include "net/loop.h"
#include "net/socket.h"
#include "net/stream.h"
#include "net/task.h"

namespace orrery::test_support {

/// A loop for a test. It ignores SIGPIPE, as the program does.
inline std::unique_ptr<net::Loop> make_loop() {
    std::signal(SIGPIPE, SIG_IGN);
    auto loop = net::Loop::open();
    EXPECT_TRUE(loop.has_value());
    return std::move(*loop);
}

namespace detail {

inline net::Task<void> stop_after(net::Loop& loop, net::Task<void> task) {
    co_await task;
    loop.stop();
}

inline net::Task<void> fail_after(net::Loop& loop, std::chrono::seconds time) {
    co_await loop.pause_until(net::Clock::now() + time);
    ADD_FAILURE() << "the test hangs";
    loop.stop();
}

}  // namespace detail

/// Runs a coroutine on the loop to its end. A minute without one is a failure.
inline void run(net::Loop& loop, net::Task<void> task) {
    const auto watchdog = loop.spawn(detail::fail_after(loop, std::chrono::seconds(60)));
    loop.spawn(detail::stop_after(loop, std::move(task)));
    loop.run();
    if (!::testing::Test::HasFailure()) {
        loop.destroy(watchdog);
    }
}

/// Two ends of one connection over the loopback.
struct StreamPair {
    std::unique_ptr<net::Stream> client;
    std::unique_ptr<net::Stream> server;
};

inline net::Task<StreamPair> connected_pair(net::Loop& loop) {
    auto listener = net::Listener::open(loop, *net::Address::parse("127.0.0.1", 0));
    EXPECT_TRUE(listener.has_value());
    StreamPair pair;
    const net::Deadline deadline = net::Clock::now() + std::chrono::seconds(10);
    auto client = co_await net::connect(loop, (*listener)->address(), deadline);
    EXPECT_TRUE(client.has_value());
    auto server = co_await (*listener)->accept();
    EXPECT_TRUE(server.has_value());
    pair.client = std::move(*client);
    pair.server = std::move(*server);
    co_return pair;
}

}  // namespace orrery::test_support
