#pragma once

#include <memory>
#include <thread>
#include <utility>

#include "base/check.h"
#include "http/server.h"
#include "net/loop.h"

namespace orrery::test_support {

/// A server on a port of its own, on a loop and a thread of its own.
class ServedHandler {
public:
    using MakeHandler = std::function<http::Handler(net::Loop&)>;

    explicit ServedHandler(const MakeHandler& make_handler, http::ServerLimits limits = {}) {
        auto loop = net::Loop::open();
        ORRERY_CHECK(loop, "no loop");
        loop_ = *std::move(loop);
        const auto address = net::Address::parse("127.0.0.1", 0);
        ORRERY_CHECK(address, "no address");
        auto server = http::Server::open(*loop_, *address, limits, make_handler(*loop_));
        ORRERY_CHECK(server, "no server");
        server_ = *std::move(server);
        thread_ = std::thread([this] { loop_->run(); });
    }
    ~ServedHandler() {
        loop_->stop();
        thread_.join();
        server_.reset();
    }
    ServedHandler(const ServedHandler&) = delete;
    ServedHandler& operator=(const ServedHandler&) = delete;

    [[nodiscard]] std::uint16_t port() const { return server_->port(); }
    [[nodiscard]] net::Loop& loop() { return *loop_; }

private:
    std::unique_ptr<net::Loop> loop_;
    std::unique_ptr<http::Server> server_;
    std::thread thread_;
};

}  // namespace orrery::test_support
