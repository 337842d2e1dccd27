#pragma once

#include <cstdint>
#include <memory>
#include <thread>

#include "base/result.h"
#include "http/server.h"
#include "net/loop.h"

namespace orrery::gateway {

/// The echo provider on a loop and thread of its own.
class EchoServer {
public:
    /// Listens on a free port of this machine. Fails where none can be had.
    [[nodiscard]] static Result<std::unique_ptr<EchoServer>> start();
    ~EchoServer();
    EchoServer(const EchoServer&) = delete;
    EchoServer& operator=(const EchoServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return server_->port(); }

private:
    explicit EchoServer(std::unique_ptr<net::Loop> loop) : loop_(std::move(loop)) {}

    std::unique_ptr<net::Loop> loop_;
    std::unique_ptr<http::Server> server_;
    std::thread thread_;
};

}  // namespace orrery::gateway
