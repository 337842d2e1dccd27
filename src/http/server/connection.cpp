#include "http/server/connection.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include "base/check.h"

namespace orrery::http {

namespace {

constexpr std::size_t buffer_bytes = 16 * 1024;
/// A buffer that grew beyond this for one request is not kept for the next.
constexpr std::size_t kept_bytes_max = 256 * 1024;
/// What is read at once of a chunked body, at least.
constexpr std::size_t read_bytes_min = 4 * 1024;
/// How long, and how much, a client that was refused may go on sending.
constexpr std::chrono::seconds linger_time{5};
constexpr std::size_t linger_bytes_max = 64 * 1024 * 1024;

constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace

Connection::Connection(ServerCore& core, net::Stream& stream)
    : core_(core),
      stream_(stream),
      buffer_(buffer_bytes, body_padding),
      exchange_(stream, core.limits),
      deadline_(core.loop.in(core.limits.idle)) {}

net::Task<void> Connection::serve() {
    if (core_.tls != nullptr) {
        const Status secured =
            co_await stream_.start_tls(*core_.tls, "", core_.loop.in(core_.limits.head_time));
        if (!secured) {
            ++core_.counts.malformed;
            co_return;
        }
    }
    for (;;) {
        Next next = advance();
        if (next == Next::input) {
            const net::Wake wake = co_await stream_.readable(deadline_);
            next = after_wait(wake);
        }
        if (next == Next::answer) {
            co_await answer();
            if (exchange_.is_aborted_) {
                co_return;
            }
            finish_request();
            if (!exchange_.keep_alive_ || core_.is_draining) {
                next = Next::close;
            }
        }
        if (next == Next::reject) {
            co_await refuse();
            co_return;
        }
        if (next == Next::close) {
            if (!stream_.is_gone()) {
                co_await part();
            }
            co_return;
        }
    }
}

/// Reads and parses what has arrived, without waiting.
Connection::Next Connection::advance() {
    if (core_.is_draining && phase_ == Phase::idle && buffer_.view().empty()) {
        return Next::close;
    }
    for (;;) {
        const Next next = phase_ == Phase::body ? take_body() : take_head();
        if (next != Next::input) {
            return next;
        }
        const net::Moved moved = stream_.try_read(buffer_.room());
        if (moved.io == net::Io::would_block) {
            return Next::input;
        }
        if (moved.io != net::Io::done) {
            exchange_.keep_alive_ = false;
            return Next::close;
        }
        buffer_.commit(moved.bytes);
    }
}

Connection::Next Connection::take_head() {
    if (buffer_.view().empty()) {
        make_room(read_bytes_min);
        return Next::input;
    }
    if (phase_ == Phase::idle) {
        phase_ = Phase::head;
        exchange_.reset();
        exchange_.arrived_at_ = core_.loop.now();
        deadline_ = core_.loop.in(core_.limits.head_time);
    }
    switch (parse_request(buffer_.view(), core_.limits.head, exchange_.head_)) {
        case Parsed::whole:
            return begin_body();
        case Parsed::incomplete:
            make_room(read_bytes_min);
            return Next::input;
        case Parsed::too_large:
            return reject(431);
        case Parsed::unsupported:
            return reject(501);
        case Parsed::malformed:
            break;
    }
    return reject(400);
}

Connection::Next Connection::begin_body() {
    const RequestHead& head = exchange_.head_;
    exchange_.keep_alive_ = head.keep_alive && !core_.is_draining;
    if (head.content_length > core_.limits.body_bytes_max) {
        return reject(413);
    }
    phase_ = Phase::body;
    deadline_ = core_.loop.in(core_.limits.body_time);
    body_bytes_ = 0;
    request_bytes_ = head.bytes;
    decoder_.start(head);
    const bool has_body = !decoder_.is_ended();
    if (has_body && head.expects_continue && buffer_.view().size() == head.bytes) {
        // The socket has room: whatever was answered before has been taken whole.
        const std::array<std::string_view, 1> parts = {continue_line};
        const net::Moved moved = stream_.try_write(parts);
        if (moved.io != net::Io::done || moved.bytes != continue_line.size()) {
            return Next::close;
        }
    }
    return take_body();
}

Connection::Next Connection::take_body() {
    if (exchange_.head_.framing == Framing::chunked) {
        return take_chunks();
    }
    const std::size_t needed =
        exchange_.head_.bytes + static_cast<std::size_t>(exchange_.head_.content_length);
    const std::size_t arrived = buffer_.view().size();
    if (arrived < needed) {
        make_room(needed - arrived);
        return Next::input;
    }
    request_bytes_ = needed;
    exchange_.body_ = buffer_.view().substr(exchange_.head_.bytes, needed - exchange_.head_.bytes);
    return Next::answer;
}

/// Decodes chunks where they lie: the data moves together behind the head.
Connection::Next Connection::take_chunks() {
    for (;;) {
        const std::size_t written = exchange_.head_.bytes + body_bytes_;
        const auto step = decoder_.next(buffer_.view().substr(request_bytes_));
        request_bytes_ += step.consumed;
        switch (step.state) {
            case BodyDecoder::State::data:
                if (body_bytes_ + step.data.size() > core_.limits.body_bytes_max) {
                    return reject(413);
                }
                std::memmove(buffer_.data() + written, step.data.data(), step.data.size());
                body_bytes_ += step.data.size();
                break;
            case BodyDecoder::State::more:
                buffer_.truncate(written);
                request_bytes_ = written;
                make_room(read_bytes_min);
                return Next::input;
            case BodyDecoder::State::end:
                exchange_.body_ = buffer_.view().substr(exchange_.head_.bytes, body_bytes_);
                return Next::answer;
            case BodyDecoder::State::malformed:
                return reject(400);
        }
    }
}

/// Makes room for more to read, and finds the head's views again where that moved it.
void Connection::make_room(std::size_t bytes) {
    if (buffer_.reserve(bytes) && phase_ == Phase::body) {
        const Parsed parsed = parse_request(buffer_.view(), core_.limits.head, exchange_.head_);
        ORRERY_CHECK(parsed == Parsed::whole, "a head that was moved is the same head");
    }
}

Connection::Next Connection::reject(int status) {
    ++(status == 413   ? core_.counts.too_large
       : status == 408 ? core_.counts.timeouts
                       : core_.counts.malformed);
    rejected_ = status;
    return Next::reject;
}

Connection::Next Connection::after_wait(net::Wake wake) {
    if (wake == net::Wake::ready) {
        return Next::input;
    }
    if (wake == net::Wake::timeout && phase_ != Phase::idle) {
        return reject(408);
    }
    core_.counts.timeouts += wake == net::Wake::timeout ? 1 : 0;
    return Next::close;
}

net::Task<void> Connection::answer() {
    phase_ = Phase::answer;
    ++core_.counts.requests;
    co_await core_.handler(exchange_);
    if (!exchange_.has_begun_ && !exchange_.is_aborted_) {
        co_await exchange_.respond(500, {}, {});
    } else if (!exchange_.has_ended_) {
        exchange_.abort();
    }
}

void Connection::finish_request() {
    buffer_.consume(request_bytes_);
    if (buffer_.capacity() > kept_bytes_max && buffer_.view().empty()) {
        buffer_.release(buffer_bytes);
    }
    phase_ = Phase::idle;
    deadline_ = core_.loop.in(core_.limits.idle);
}

/// Closes so that the last answer arrives.
net::Task<void> Connection::part() {
    if (!buffer_.view().empty() || stream_.has_input()) {
        co_await linger();
    } else if (stream_.is_tls()) {
        stream_.shutdown();
    }
}

/// Answers what is no request, and hears the client out so that the answer reaches it.
net::Task<void> Connection::refuse() {
    phase_ = Phase::answer;
    exchange_.keep_alive_ = false;
    exchange_.head_.method = {};
    exchange_.head_.is_http10 = false;
    const std::array<Field, 1> fields = {Field{"Content-Type", "text/plain"}};
    const std::array<std::string_view, 2> parts = {reason_phrase(rejected_), "\n"};
    const net::Io io = co_await exchange_.respond(rejected_, fields, parts);
    if (io == net::Io::done) {
        co_await linger();
    }
}

/// Ends our side and reads on for a while: a close with unread input would be a reset, which may
/// overtake the answer (RFC 9112, 9.6).
net::Task<void> Connection::linger() {
    stream_.shutdown();
    buffer_.consume(buffer_.view().size());
    make_room(read_bytes_min);
    const net::Deadline end = core_.loop.in(linger_time);
    std::size_t bytes = 0;
    while (bytes < linger_bytes_max) {
        const net::Moved moved = stream_.try_read(buffer_.room());
        if (moved.io == net::Io::done) {
            bytes += moved.bytes;
            continue;
        }
        if (moved.io != net::Io::would_block) {
            co_return;
        }
        const net::Wake wake = co_await stream_.readable(end);
        if (wake != net::Wake::ready) {
            co_return;
        }
    }
}

}  // namespace orrery::http
