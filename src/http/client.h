#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/body.h"
#include "http/head.h"
#include "net/loop.h"
#include "net/socket.h"
#include "net/stream.h"
#include "net/task.h"
#include "net/timers.h"
#include "net/tls.h"

namespace orrery::http {

/// Where requests go: scheme, host and port of a base URL, and the path before every target.
struct Origin {
    std::string host;
    std::uint16_t port = 80;
    bool is_tls = false;
    std::string path;       ///< "/api/v1", without a slash at its end; may be empty.
    std::string authority;  ///< For the Host field: the port only where it is not the scheme's.

    /// Reads "https://host:port/path". Fails with `bad_input` on anything else.
    [[nodiscard]] static Result<Origin> parse(std::string_view url);
};

/// Why no answer, or no whole answer, came.
enum class Failure {
    unresolved,   ///< The name has no address.
    refused,      ///< No connection, or no TLS with a verified peer.
    timeout,      ///< A deadline passed.
    cut,          ///< The connection ended before the answer did.
    malformed,    ///< What came is not HTTP.
    too_large,    ///< The head or a bound body grew over its limit.
    client_gone,  ///< The watched client left; what it asked for may still be read on.
};
[[nodiscard]] std::string_view name_of(Failure failure);

struct PoolOptions {
    std::size_t idle_max = 1024;                  ///< Connections kept for each origin.
    std::chrono::milliseconds idle_time{30'000};  ///< Shorter than providers keep theirs.
    HeadLimits head{};
    std::size_t read_bytes = 16 * 1024;  ///< What one read asks for.
};

class Pool;

/// One connection of the pool; returned to it by Call.
struct PooledConnection;

/// One request to an origin and its answer. Destroying it early closes the connection, which tells
/// the provider to stop generating.
class Call {
public:
    /// REQUIRES: both outlive the call.
    Call(Pool& pool, const Origin& origin);
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// Sends the parts (head and body) in one gather-write and waits for the head of the answer;
    /// 1xx heads are skipped. A kept connection that turns out dead before any byte of an answer is
    /// replaced by a fresh one, once. `watched` is the client on whose behalf we ask.
    /// The parts must outlive the await. REQUIRES: one call sends once.
    [[nodiscard]] net::Task<std::expected<const ResponseHead*, Failure>> send(
        std::span<const std::string_view> parts, net::Deadline connect_deadline,
        net::Deadline head_deadline, net::Stream* watched = nullptr);

    /// Returns the body bytes that have arrived and were not returned yet, waiting for some: a
    /// view that is valid until the next read. Empty at the end of a whole body.
    [[nodiscard]] net::Task<std::expected<std::string_view, Failure>> read(
        net::Deadline deadline, net::Stream* watched = nullptr);
    /// The same without waiting: nothing where read() would wait or fail. Not a coroutine, for the
    /// hot path; `is_end()` tells the end.
    [[nodiscard]] std::string_view try_read();
    /// Reads the rest of the body into `into`, up to a bound.
    [[nodiscard]] net::Task<std::expected<void, Failure>> read_all(std::string& into,
                                                                   std::size_t bytes_max,
                                                                   net::Deadline deadline,
                                                                   net::Stream* watched = nullptr);
    /// The head of the answer; valid until the call is destroyed. REQUIRES: send() gave one.
    [[nodiscard]] const ResponseHead& head() const;
    [[nodiscard]] bool is_end() const;      ///< The body is whole.
    [[nodiscard]] bool was_reused() const;  ///< The connection had been used before.

private:
    void give_up(Failure failure);

    Pool& pool_;
    const Origin& origin_;
    std::unique_ptr<PooledConnection> connection_;
    Failure failure_ = Failure::cut;  ///< Why there is no connection, where there is none.
};

struct PoolCounts {
    std::uint64_t opened = 0;
    std::uint64_t reused = 0;
    std::uint64_t replaced = 0;  ///< Kept connections that were dead when they were needed.
    std::uint64_t idle = 0;      ///< Kept now.
};

/// One loop's kept connections, the last used first. A connection on which something arrives, or
/// which its peer closes, while it is idle is dropped.
class Pool {
public:
    /// REQUIRES: all references outlive the pool; `tls` may be null where no origin is TLS.
    Pool(net::Loop& loop, net::Resolver& resolver, net::TlsContext* tls, PoolOptions options);
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    [[nodiscard]] const PoolCounts& counts() const;
    /// Closes all idle connections.
    void clear();

private:
    friend class Call;
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace orrery::http
