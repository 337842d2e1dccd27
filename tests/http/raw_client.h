#pragma once

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/socket.h"
#include "net/stream.h"
#include "support/loop_run.h"

namespace orrery::test_support {

/// Sends bytes as they are and shows what comes back: how a test speaks broken HTTP.
class RawClient {
public:
    explicit RawClient(std::unique_ptr<net::Stream> stream) : stream_(std::move(stream)) {}

    static net::Task<RawClient> connect(net::Loop& loop, std::uint16_t port) {
        const auto address = *net::Address::parse("127.0.0.1", port);
        auto stream = co_await net::connect(loop, address, soon());
        EXPECT_TRUE(stream.has_value());
        RawClient client(std::move(*stream));
        co_return client;
    }

    net::Task<net::Io> send(std::string_view text) {
        const std::array<std::string_view, 1> parts = {text};
        const net::Io io = co_await stream_->write_all(parts, soon());
        co_return io;
    }

    /// Reads until the text received holds `mark` that many times; false when the stream ends
    /// first.
    net::Task<bool> read_until(std::string_view mark, std::size_t times = 1) {
        for (;;) {
            std::size_t found = 0;
            for (std::size_t at = received.find(mark); at != std::string::npos;
                 at = received.find(mark, at + mark.size())) {
                ++found;
            }
            if (found >= times) {
                co_return true;
            }
            const net::Io io = co_await read_some();
            if (io != net::Io::done) {
                co_return false;
            }
        }
    }

    /// Reads to the end and says how the stream ended.
    net::Task<net::Io> read_to_end() {
        net::Io io = net::Io::done;
        while (io == net::Io::done) {
            io = co_await read_some();
        }
        co_return io;
    }

    [[nodiscard]] net::Stream& stream() { return *stream_; }
    void leave() { stream_.reset(); }

    std::string received;

private:
    static net::Deadline soon() { return net::Clock::now() + std::chrono::seconds(20); }

    net::Task<net::Io> read_some() {
        std::vector<char> buffer(64 * 1024);
        for (;;) {
            const net::Moved moved = stream_->try_read(buffer);
            if (moved.io != net::Io::would_block) {
                received.append(buffer.data(), moved.bytes);
                co_return moved.io;
            }
            const net::Wake wake = co_await stream_->readable(soon());
            if (wake != net::Wake::ready) {
                co_return net::Io::failed;
            }
        }
    }

    std::unique_ptr<net::Stream> stream_;
};

}  // namespace orrery::test_support
