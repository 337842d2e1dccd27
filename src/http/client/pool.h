#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/client.h"
#include "http/client/connection.h"

namespace orrery::http {

/// The idle connections by origin, and how new ones are made.
class Pool::State final : net::Timer {
public:
    State(net::Loop& loop, net::Resolver& resolver, net::TlsContext* tls, PoolOptions options)
        : loop_(loop), resolver_(resolver), tls_(tls), options_(options) {}

    /// Takes the connection that was used last; null when none is kept.
    [[nodiscard]] std::unique_ptr<PooledConnection> take(const Origin& origin);
    void give_back(const Origin& origin, std::unique_ptr<PooledConnection> connection);
    [[nodiscard]] net::Task<std::expected<std::unique_ptr<PooledConnection>, Failure>> open(
        const Origin& origin, net::Deadline deadline, net::Stream* watched);
    void clear();

    PoolCounts counts;

private:
    /// Two origins share connections when they differ in nothing but the path.
    struct Key {
        std::string_view host;
        std::uint16_t port;
        bool is_tls;
        bool operator==(const Key&) const = default;
    };
    struct Idle {
        std::string host;  ///< What the key's view looks at.
        std::vector<std::unique_ptr<PooledConnection>> connections;  ///< The last used at the end.
    };
    struct Hash {
        std::size_t operator()(const Key& key) const {
            return std::hash<std::string_view>()(key.host) ^ (std::size_t{key.port} << 1) ^
                   static_cast<std::size_t>(key.is_tls);
        }
    };
    static Key key_of(const Origin& origin) { return {origin.host, origin.port, origin.is_tls}; }
    /// Drops idle connections that are too old or dead.
    void fire() override;

    net::Loop& loop_;
    net::Resolver& resolver_;
    net::TlsContext* tls_;
    PoolOptions options_;
    std::unordered_map<Key, std::unique_ptr<Idle>, Hash> idle_;
};

}  // namespace orrery::http
