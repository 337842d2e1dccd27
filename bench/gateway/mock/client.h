#pragma once

#include <memory>

#include "base/result.h"
#include "gateway/load.h"
#include "http/client.h"
#include "net/loop.h"

namespace orrery::bench {

/// A loop with a pool for one peer, on the caller's thread.
class Client {
public:
    [[nodiscard]] static Result<std::unique_ptr<Client>> open(const Peer& peer, std::string body);

    [[nodiscard]] net::Loop& loop() { return *loop_; }
    /// Sends one request and reads its answer. `first_byte` is set when a byte of the body has
    /// come. Returns whether it was a whole 200; counts server-sent events into `chunks`.
    [[nodiscard]] net::Task<bool> ask(net::Deadline deadline, net::Clock::time_point& first_byte,
                                      double& chunks);

private:
    Client(std::unique_ptr<net::Loop> loop, http::Origin origin, std::string head,
           std::string body);

    std::unique_ptr<net::Loop> loop_;
    net::Workers workers_;
    net::Resolver resolver_;
    http::Pool pool_;
    http::Origin origin_;
    std::string head_;
    std::string body_;
};

}  // namespace orrery::bench
