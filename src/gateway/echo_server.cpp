#include "gateway/echo_server.h"

#include <utility>

#include "gateway/echo/echo.h"

namespace orrery::gateway {

Result<std::unique_ptr<EchoServer>> EchoServer::start() {
    auto loop = net::Loop::open();
    auto address = net::Address::parse("127.0.0.1", 0);
    if (!loop || !address) {
        return std::unexpected(loop ? address.error() : loop.error());
    }
    auto echo = std::unique_ptr<EchoServer>(new EchoServer(std::move(*loop)));
    auto server = http::Server::open(*echo->loop_, *address, http::ServerLimits{},
                                     echo_handler(*echo->loop_, EchoOptions{}));
    if (!server) {
        return std::unexpected(server.error());
    }
    echo->server_ = std::move(*server);
    echo->thread_ = std::thread([loop = echo->loop_.get()] { loop->run(); });
    return echo;
}

EchoServer::~EchoServer() {
    loop_->stop();
    if (thread_.joinable()) {
        thread_.join();
    }
    loop_->destroy_all();
}

}  // namespace orrery::gateway
