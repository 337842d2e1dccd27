#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "http/body.h"
#include "http/client.h"
#include "http/head.h"
#include "http/read_buffer.h"
#include "net/stream.h"
#include "net/timers.h"

namespace orrery::http {

/// One connection to an origin: sends a request, then takes the answer out of what arrives.
/// Nothing here waits.
struct PooledConnection {
public:
    /// What a request in the making waits for, or has come to.
    enum class Step {
        wants_read,
        wants_write,
        head,    ///< The head of the answer is here.
        stale,   ///< A kept connection was dead before any byte of an answer.
        failed,  ///< See failure().
    };

    PooledConnection(std::unique_ptr<net::Stream> connected, const PoolOptions& options)
        : options_(options), stream_(std::move(connected)), buffer_(options.read_bytes, 0) {}

    void begin(std::span<const std::string_view> parts);
    /// Goes on with the request as far as possible.
    [[nodiscard]] Step advance();
    /// Returns the body bytes that have arrived, in one piece. Empty: see is_end() and failure(),
    /// else there is nothing yet.
    [[nodiscard]] std::string_view take();
    /// Closes the connection; the head stays.
    void close(Failure failure);

    [[nodiscard]] net::Stream& stream() { return *stream_; }
    [[nodiscard]] const ResponseHead& head() const { return head_; }
    [[nodiscard]] bool is_end() const { return is_end_; }
    [[nodiscard]] std::optional<Failure> failure() const { return failure_; }
    /// Tells whether another request may follow on this connection.
    [[nodiscard]] bool may_be_kept() const;
    /// Tells that an idle connection is of no use any more.
    [[nodiscard]] bool is_dead() const { return stream_->is_gone() || stream_->has_input(); }

    bool was_reused = false;
    net::Clock::time_point idle_since;

private:
    /// Sends what is left; false while the socket is full.
    [[nodiscard]] bool push();
    [[nodiscard]] std::optional<Step> take_head();
    [[nodiscard]] Step fail(Failure failure);
    [[nodiscard]] std::string_view decode();

    const PoolOptions& options_;
    std::unique_ptr<net::Stream> stream_;
    ReadBuffer buffer_;
    std::vector<std::string_view> unsent_;  ///< Reused.
    std::size_t unsent_at_ = 0;
    bool is_to_head_ = false;
    bool is_send_broken_ = false;
    bool has_answer_begun_ = false;
    ResponseHead head_;
    BodyDecoder decoder_;
    /// Where what is not decoded begins; the head stays before it.
    std::size_t raw_at_ = 0;
    bool is_end_ = false;
    std::optional<Failure> failure_;
};

}  // namespace orrery::http
