#pragma once

#include <cstddef>
#include <memory>

#include "http/body.h"
#include "http/read_buffer.h"
#include "http/server.h"
#include "http/server/core.h"
#include "net/stream.h"
#include "net/task.h"

namespace orrery::http {

/// One client's connection: takes requests out of what arrives, has them answered one after the
/// other, and closes so that the last answer is received.
class Connection {
public:
    Connection(ServerCore& core, net::Stream& stream);

    /// Serves the connection to its end.
    [[nodiscard]] net::Task<void> serve();
    /// Tells whether no request is under way: a drain may close the connection.
    [[nodiscard]] bool is_idle() const { return phase_ == Phase::idle; }
    [[nodiscard]] net::Stream& stream() { return stream_; }

private:
    enum class Phase { idle, head, body, answer };
    /// What the connection waits for, or what is to be done next.
    enum class Next { input, answer, reject, close };

    [[nodiscard]] Next advance();
    [[nodiscard]] Next take_head();
    [[nodiscard]] Next begin_body();
    [[nodiscard]] Next take_body();
    [[nodiscard]] Next take_chunks();
    [[nodiscard]] Next reject(int status);
    [[nodiscard]] Next after_wait(net::Wake wake);
    void make_room(std::size_t bytes);
    void finish_request();
    [[nodiscard]] net::Task<void> answer();
    [[nodiscard]] net::Task<void> part();
    [[nodiscard]] net::Task<void> refuse();
    [[nodiscard]] net::Task<void> linger();

    ServerCore& core_;
    net::Stream& stream_;
    ReadBuffer buffer_;
    Exchange exchange_;
    BodyDecoder decoder_;
    Phase phase_ = Phase::idle;
    net::Deadline deadline_;
    std::size_t body_bytes_ = 0;     ///< Decoded so far, behind the head.
    std::size_t request_bytes_ = 0;  ///< What the request takes in the buffer.
    int rejected_ = 0;               ///< The status to refuse with.
};

}  // namespace orrery::http
