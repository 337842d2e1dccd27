#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/head.h"
#include "net/loop.h"
#include "net/socket.h"
#include "net/stream.h"
#include "net/task.h"
#include "net/timers.h"
#include "net/tls.h"

namespace orrery::http {

/// Bytes behind every request body that may be read: simdjson's padding.
inline constexpr std::size_t body_padding = 64;

struct ServerLimits {
    HeadLimits head{};
    std::size_t body_bytes_max = 32 * 1024 * 1024;
    std::size_t connections_max = 8192;      ///< Of one loop; further ones get 503 and are closed.
    std::chrono::milliseconds idle{75'000};  ///< Between requests.
    std::chrono::milliseconds head_time{
        10'000};  ///< From a request's first byte to its head's end.
    std::chrono::milliseconds body_time{60'000};   ///< For a whole body; slower ones get 408.
    std::chrono::milliseconds write_time{60'000};  ///< For one write that does not advance.
};

/// One request, wholly read, and the answer to it. Lives while the handler runs.
class Exchange {
public:
    Exchange(net::Stream& stream, const ServerLimits& limits) : stream_(stream), limits_(limits) {}

    [[nodiscard]] const RequestHead& head() const { return head_; }
    /// The body, followed by `body_padding` readable bytes.
    [[nodiscard]] std::string_view body() const { return body_; }
    /// The client's connection: watch it, to notice that the client left.
    [[nodiscard]] net::Stream& stream() { return stream_; }
    [[nodiscard]] net::Clock::time_point arrived_at() const { return arrived_at_; }

    /// Answers with a whole body in one write. `Content-Length`, `Date` and `Connection` are added.
    /// Parts are joined: `co_await exchange.respond(200, fields, parts)`.
    [[nodiscard]] net::Task<net::Io> respond(int status, std::span<const Field> fields,
                                             std::span<const std::string_view> parts);

    /// Begins an answer of unknown length; its head goes out with the first write. Chunked, or
    /// ended by the close for HTTP/1.0.
    void begin(int status, std::span<const Field> fields);
    /// Writes one piece at once, and with `is_last` the end of the answer in the same system call.
    /// REQUIRES: the parts outlive the await.
    [[nodiscard]] net::Task<net::Io> write(std::span<const std::string_view> parts,
                                           bool is_last = false);
    /// Ends the answer in order.
    [[nodiscard]] net::Task<net::Io> finish();
    /// Cuts the answer: the client sees a broken stream, never a clean end.
    void abort();

    [[nodiscard]] bool has_begun() const { return has_begun_; }
    [[nodiscard]] bool has_ended() const { return has_ended_; }
    [[nodiscard]] int status() const { return status_; }  ///< 0 before the answer.
    /// Bytes of the answer that the socket took, its head and its framing among them.
    [[nodiscard]] std::uint64_t sent_bytes() const { return sent_bytes_; }

private:
    friend class Connection;
    void reset();
    void put_head(int status, std::span<const Field> fields);
    [[nodiscard]] net::Io push();
    [[nodiscard]] net::Io settle(net::Io io, bool is_last);

    net::Stream& stream_;
    const ServerLimits& limits_;
    RequestHead head_;
    std::string_view body_;
    net::Clock::time_point arrived_at_;
    std::string out_;  ///< The head of the answer while it has not gone out; reused.
    std::string chunk_line_;
    std::vector<std::string_view> gathered_;  ///< What is being written; reused.
    std::size_t gathered_at_ = 0;             ///< The first part that is not written yet.
    int status_ = 0;
    bool has_begun_ = false;
    bool has_ended_ = false;
    bool is_aborted_ = false;
    bool is_chunked_ = false;
    bool keep_alive_ = true;
    std::uint64_t sent_bytes_ = 0;
};

/// Answers requests: one coroutine a connection, requests of a connection one after the other.
/// A handler that returns without an answer makes it a 500.
using Handler = std::function<net::Task<void>(Exchange&)>;

struct ServerCounts {
    std::uint64_t connections = 0;  ///< Accepted since the start.
    std::uint64_t open_connections = 0;
    std::uint64_t requests = 0;
    std::uint64_t malformed = 0;  ///< 400, 431 or 501 without a handler.
    std::uint64_t too_large = 0;  ///< 413.
    std::uint64_t timeouts = 0;   ///< 408, and closes of idle connections.
    std::uint64_t refused_connections = 0;
};

/// One loop's server.
class Server {
public:
    /// REQUIRES: `loop`, `handler` and `tls` (null for plain) outlive the server.
    [[nodiscard]] static Result<std::unique_ptr<Server>> open(net::Loop& loop,
                                                              const net::Address& address,
                                                              ServerLimits limits, Handler handler,
                                                              net::TlsContext* tls = nullptr);
    /// Cuts what is left of connections, their handlers with them. Not from within a handler.
    ~Server();

    [[nodiscard]] std::uint16_t port() const;
    /// Stops accepting, lets requests that are being answered end, closes idle connections at
    /// once; returns when the last is closed or the deadline has passed (the rest is cut).
    [[nodiscard]] net::Task<void> drain(net::Deadline deadline);
    [[nodiscard]] const ServerCounts& counts() const;

private:
    class State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Returns the reason phrase of a status: "Not Found".
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace orrery::http
