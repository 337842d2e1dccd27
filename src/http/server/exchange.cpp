#include <array>
#include <charconv>
#include <ctime>

#include "base/check.h"
#include "http/server.h"
#include "http/server/core.h"

namespace orrery::http {

namespace {

void append_number(std::string& text, std::uint64_t number, int base = 10) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
    text.append(digits.data(), end);
}

void append_field(std::string& text, const Field& field) {
    text.append(field.name).append(": ");
    if (is_field_value(field.value)) {
        text.append(field.value);
    } else {
        // A line end from outside must not begin a field of its own.
        for (const char c : field.value) {
            text.push_back(c == '\r' || c == '\n' || c == '\0' ? ' ' : c);
        }
    }
    text.append("\r\n");
}

std::size_t size_of(std::span<const std::string_view> parts) {
    std::size_t bytes = 0;
    for (const std::string_view part : parts) {
        bytes += part.size();
    }
    return bytes;
}

bool may_have_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

}  // namespace

std::string_view date_line() {
    struct Line {
        std::time_t second = -1;
        std::array<char, 48> text{};
        std::size_t size = 0;
    };
    thread_local Line line;
    const std::time_t second = std::time(nullptr);
    if (second != line.second) {
        std::tm parts{};
        gmtime_r(&second, &parts);
        // The program never sets a locale, so the names of days and months are English.
        line.size = std::strftime(line.text.data(), line.text.size(),
                                  "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
        line.second = second;
    }
    return {line.text.data(), line.size};
}

/// Readies the exchange for the connection's next request; memory is kept.
void Exchange::reset() {
    out_.clear();
    body_ = {};
    status_ = 0;
    has_begun_ = false;
    has_ended_ = false;
    is_aborted_ = false;
    is_chunked_ = false;
    keep_alive_ = true;
    sent_bytes_ = 0;
}

void Exchange::put_head(int status, std::span<const Field> fields) {
    ORRERY_CHECK(!has_begun_, "one request has one answer");
    has_begun_ = true;
    status_ = status;
    out_.assign("HTTP/1.1 ");
    append_number(out_, static_cast<std::uint64_t>(status));
    out_.append(" ").append(reason_phrase(status)).append("\r\n").append(date_line());
    for (const Field& field : fields) {
        append_field(out_, field);
    }
}

namespace {

/// Ends a head with what becomes of the connection.
void put_connection(std::string& out, bool keep_alive, bool is_http10) {
    if (!keep_alive) {
        out.append("Connection: close\r\n");
    } else if (is_http10) {
        out.append("Connection: keep-alive\r\n");
    }
    out.append("\r\n");
}

}  // namespace

net::Task<net::Io> Exchange::respond(int status, std::span<const Field> fields,
                                     std::span<const std::string_view> parts) {
    if (is_aborted_) {
        co_return net::Io::failed;
    }
    put_head(status, fields);
    if (may_have_body(status)) {
        out_.append("Content-Length: ");
        append_number(out_, size_of(parts));
        out_.append("\r\n");
    }
    put_connection(out_, keep_alive_, head_.is_http10);
    gathered_.assign(1, out_);
    gathered_at_ = 0;
    if (may_have_body(status) && head_.method != "HEAD") {
        gathered_.insert(gathered_.end(), parts.begin(), parts.end());
    }
    net::Io io = push();
    while (io == net::Io::would_block) {
        const net::Deadline deadline = stream_.loop().in(limits_.write_time);
        const net::Wake wake = co_await stream_.writable(deadline);
        io = wake == net::Wake::ready ? push() : net::Io::failed;
    }
    co_return settle(io, true);
}

void Exchange::begin(int status, std::span<const Field> fields) {
    if (is_aborted_) {
        return;
    }
    put_head(status, fields);
    if (may_have_body(status)) {
        is_chunked_ = !head_.is_http10;
        keep_alive_ = keep_alive_ && is_chunked_;
        if (is_chunked_) {
            out_.append("Transfer-Encoding: chunked\r\n");
        }
    }
    put_connection(out_, keep_alive_, head_.is_http10);
}

net::Task<net::Io> Exchange::write(std::span<const std::string_view> parts, bool is_last) {
    ORRERY_CHECK(has_begun_ || is_aborted_, "an answer begins before it goes on");
    if (is_aborted_ || has_ended_) {
        co_return net::Io::failed;
    }
    gathered_.assign(1, out_);
    gathered_at_ = 0;
    const bool has_body = may_have_body(status_) && head_.method != "HEAD";
    const std::size_t bytes = has_body ? size_of(parts) : 0;
    if (bytes > 0) {
        if (is_chunked_) {
            chunk_line_.clear();
            append_number(chunk_line_, bytes, 16);
            chunk_line_.append("\r\n");
            gathered_.emplace_back(chunk_line_);
        }
        gathered_.insert(gathered_.end(), parts.begin(), parts.end());
    }
    if (is_chunked_ && has_body) {
        gathered_.emplace_back(bytes == 0 ? (is_last ? "0\r\n\r\n" : "")
                               : is_last  ? "\r\n0\r\n\r\n"
                                          : "\r\n");
    }
    net::Io io = push();
    while (io == net::Io::would_block) {
        const net::Deadline deadline = stream_.loop().in(limits_.write_time);
        const net::Wake wake = co_await stream_.writable(deadline);
        io = wake == net::Wake::ready ? push() : net::Io::failed;
    }
    co_return settle(io, is_last);
}

net::Task<net::Io> Exchange::finish() {
    if (has_ended_ && !is_aborted_) {
        co_return net::Io::done;
    }
    const std::span<const std::string_view> nothing;
    const net::Io io = co_await write(nothing, true);
    co_return io;
}

void Exchange::abort() {
    if (!has_ended_) {
        stream_.reset_on_close();
        is_aborted_ = true;
        has_ended_ = true;
        keep_alive_ = false;
    }
}

/// Writes what is gathered as far as the socket takes it.
net::Io Exchange::push() {
    while (gathered_at_ < gathered_.size()) {
        const net::Moved moved = stream_.try_write(std::span(gathered_).subspan(gathered_at_));
        if (moved.io != net::Io::done) {
            return moved.io;
        }
        sent_bytes_ += moved.bytes;
        std::size_t left = moved.bytes;
        while (gathered_at_ < gathered_.size() && left >= gathered_[gathered_at_].size()) {
            left -= gathered_[gathered_at_++].size();
        }
        if (left > 0) {
            gathered_[gathered_at_].remove_prefix(left);
        }
    }
    return net::Io::done;
}

net::Io Exchange::settle(net::Io io, bool is_last) {
    if (io != net::Io::done) {
        abort();
        return net::Io::failed;
    }
    out_.clear();
    has_ended_ = is_last;
    return io;
}

}  // namespace orrery::http
