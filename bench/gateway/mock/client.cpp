#include "gateway/mock/client.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace orrery::bench {
namespace {

http::PoolOptions pool_options() {
    http::PoolOptions options;
    options.idle_max = 4096;
    return options;
}

double events_in(std::string_view piece) {
    double events = 0;
    for (auto at = piece.find("\n\n"); at != std::string_view::npos;
         at = piece.find("\n\n", at + 2)) {
        ++events;
    }
    return events;
}

}  // namespace

Result<std::unique_ptr<Client>> Client::open(const Peer& peer, std::string body) {
    auto loop = net::Loop::open();
    if (!loop) {
        return std::unexpected(loop.error());
    }
    auto origin = http::Origin::parse(fmt::format("http://127.0.0.1:{}", peer.port));
    if (!origin) {
        return std::unexpected(origin.error());
    }
    std::string head = request_head(peer, body.size());
    return std::unique_ptr<Client>(
        new Client(*std::move(loop), *std::move(origin), std::move(head), std::move(body)));
}

Client::Client(std::unique_ptr<net::Loop> loop, http::Origin origin, std::string head,
               std::string body)
    : loop_(std::move(loop)),
      resolver_(*loop_, workers_, std::chrono::seconds(60)),
      pool_(*loop_, resolver_, nullptr, pool_options()),
      origin_(std::move(origin)),
      head_(std::move(head)),
      body_(std::move(body)) {}

net::Task<bool> Client::ask(net::Deadline deadline, net::Clock::time_point& first_byte,
                            double& chunks) {
    http::Call call(pool_, origin_);
    const std::array<std::string_view, 2> parts{head_, body_};
    const auto head = co_await call.send(parts, deadline, deadline);
    if (!head) {
        co_return false;
    }
    const bool is_good = (*head)->status == 200;
    bool has_begun = false;
    for (;;) {
        const auto piece = co_await call.read(deadline);
        if (!piece) {
            co_return false;
        }
        if (piece->empty()) {
            co_return is_good;
        }
        if (!std::exchange(has_begun, true)) {
            first_byte = net::Clock::now();
        }
        chunks += events_in(*piece);
    }
}

}  // namespace orrery::bench
