#include "http/client/pool.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace orrery::http {

namespace {

/// How often idle connections are looked through.
constexpr std::chrono::milliseconds sweep_interval{1000};

}  // namespace

std::unique_ptr<PooledConnection> Pool::State::take(const Origin& origin) {
    const auto found = idle_.find(key_of(origin));
    if (found == idle_.end()) {
        return nullptr;
    }
    auto& connections = found->second->connections;
    while (!connections.empty()) {
        auto connection = std::move(connections.back());
        connections.pop_back();
        --counts.idle;
        if (connection->is_dead()) {
            ++counts.replaced;
        } else if (connection->idle_since + options_.idle_time > loop_.now()) {
            ++counts.reused;
            connection->was_reused = true;
            return connection;
        }
    }
    return nullptr;
}

void Pool::State::give_back(const Origin& origin, std::unique_ptr<PooledConnection> connection) {
    auto found = idle_.find(key_of(origin));
    if (found == idle_.end()) {
        auto idle = std::make_unique<Idle>(Idle{.host = origin.host, .connections = {}});
        const Key key{idle->host, origin.port, origin.is_tls};
        found = idle_.emplace(key, std::move(idle)).first;
    }
    if (found->second->connections.size() >= options_.idle_max) {
        return;
    }
    connection->idle_since = loop_.now();
    found->second->connections.push_back(std::move(connection));
    ++counts.idle;
    if (!is_armed()) {
        loop_.timers().arm(*this, loop_.in(std::min(sweep_interval, options_.idle_time)));
    }
}

void Pool::State::fire() {
    const auto oldest = loop_.now() - options_.idle_time;
    for (auto entry = idle_.begin(); entry != idle_.end();) {
        auto& connections = entry->second->connections;
        counts.idle -= std::erase_if(connections, [&](const auto& connection) {
            return connection->idle_since <= oldest || connection->is_dead();
        });
        for (const auto& connection : connections) {
            if (connection->idle_since + sweep_interval <= loop_.now()) {
                connection->stream().rest();
            }
        }
        entry = connections.empty() ? idle_.erase(entry) : std::next(entry);
    }
    if (!idle_.empty()) {
        loop_.timers().arm(*this, loop_.in(std::min(sweep_interval, options_.idle_time)));
    }
}

void Pool::State::clear() {
    idle_.clear();
    counts.idle = 0;
    disarm();
}

net::Task<std::expected<std::unique_ptr<PooledConnection>, Failure>> Pool::State::open(
    const Origin& origin, net::Deadline deadline, net::Stream* watched) {
    const auto addresses = co_await resolver_.resolve(origin.host, origin.port, deadline);
    if (!addresses) {
        co_return std::unexpected(loop_.now() >= deadline ? Failure::timeout : Failure::unresolved);
    }
    auto left = static_cast<std::int64_t>(addresses->size());
    for (const net::Address& address : *addresses) {
        // An address that does not answer leaves time for the ones after it.
        const auto now = loop_.now();
        const net::Deadline until = left == 1 ? deadline : now + (deadline - now) / left;
        --left;
        auto stream = co_await net::connect(loop_, address, until, watched);
        if (watched != nullptr && watched->is_gone()) {
            co_return std::unexpected(Failure::client_gone);
        }
        if (!stream) {
            continue;
        }
        if (origin.is_tls) {
            if (tls_ == nullptr) {
                break;
            }
            const Status secured = co_await (*stream)->start_tls(*tls_, origin.host, deadline);
            if (!secured) {
                continue;
            }
        }
        ++counts.opened;
        co_return std::make_unique<PooledConnection>(std::move(*stream), options_);
    }
    co_return std::unexpected(loop_.now() >= deadline ? Failure::timeout : Failure::refused);
}

Pool::Pool(net::Loop& loop, net::Resolver& resolver, net::TlsContext* tls, PoolOptions options)
    : state_(std::make_unique<State>(loop, resolver, tls, options)) {}

Pool::~Pool() = default;

const PoolCounts& Pool::counts() const {
    return state_->counts;
}

void Pool::clear() {
    state_->clear();
}

}  // namespace orrery::http
