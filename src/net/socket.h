#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "net/loop.h"
#include "net/signal.h"
#include "net/stream.h"
#include "net/task.h"
#include "net/timers.h"
#include "net/workers.h"

namespace orrery::net {

/// An IPv4 or IPv6 address with its port, as the socket calls take it.
struct Address {
    std::vector<unsigned char> bytes;  ///< A sockaddr_in or sockaddr_in6.

    /// Reads "127.0.0.1", "::1" or "localhost"-free numeric forms; names are the Resolver's.
    [[nodiscard]] static Result<Address> parse(const std::string& host, std::uint16_t port);
    [[nodiscard]] std::string text() const;
    [[nodiscard]] std::uint16_t port() const;
};

/// Accepts connections on one address. Many loops may listen on one port (SO_REUSEPORT).
class Listener final : public Source {
public:
    /// REQUIRES: no accept() waits any more when the listener is destroyed.
    [[nodiscard]] static Result<std::unique_ptr<Listener>> open(Loop& loop, const Address& address);
    ~Listener() override;

    /// Waits for the next connection. Fails with `unavailable` when out of descriptors (the caller
    /// pauses and goes on) and with `not_found` after close().
    [[nodiscard]] Task<Result<std::unique_ptr<Stream>>> accept();
    /// Stops listening; a waiting accept() ends.
    void close();
    /// The address with the port that port 0 became.
    [[nodiscard]] const Address& address() const { return address_; }

    void on_events(std::uint32_t events) override;

private:
    struct Wait;
    Listener(Loop& loop, int descriptor, Address address);

    Loop& loop_;
    int descriptor_;  ///< -1 after close().
    Address address_;
    bool is_readable_ = true;
    Wait* waiting_ = nullptr;
};

/// Connects, waiting no longer than the deadline, or until the peer of `watched` closes.
[[nodiscard]] Task<Result<std::unique_ptr<Stream>>> connect(Loop& loop, Address address,
                                                            Deadline deadline,
                                                            Stream* watched = nullptr);

/// Looks names up on a worker thread and keeps the answers, per loop.
class Resolver {
public:
    /// Answers are asked for again after `refresh`; while that fails the old ones serve on.
    Resolver(Loop& loop, Workers& workers, std::chrono::seconds refresh)
        : loop_(loop), workers_(workers), refresh_(refresh) {}

    /// Returns the addresses of a name, at least one. Fails with `unavailable` when there is none.
    [[nodiscard]] Task<Result<std::vector<Address>>> resolve(std::string host, std::uint16_t port,
                                                             Deadline deadline);

private:
    struct Known {
        explicit Known(Loop& loop) : changed(loop) {}
        std::vector<Address> addresses;  ///< With port 0; empty until a lookup went well.
        Clock::time_point since;
        bool is_asking = false;
        Signal changed;  ///< Told when a lookup has ended.
    };
    bool ask(const std::string& host, const std::shared_ptr<Known>& known);

    Loop& loop_;
    Workers& workers_;
    std::chrono::seconds refresh_;
    /// Shared with the lookup that is under way, which may end after the resolver.
    std::unordered_map<std::string, std::shared_ptr<Known>> known_;
};

}  // namespace orrery::net
