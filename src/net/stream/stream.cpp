#include "net/stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "net/socket.h"
#include "net/stream/would_block.h"

namespace orrery::net {

namespace {

/// More parts than this go out in a second call.
constexpr std::size_t parts_max = 64;

/// Takes what was written off the front of the parts.
void advance(std::vector<std::string_view>& parts, std::size_t bytes) {
    std::size_t done = 0;
    while (done < parts.size() && bytes >= parts[done].size()) {
        bytes -= parts[done++].size();
    }
    parts.erase(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(done));
    if (bytes > 0) {
        parts.front().remove_prefix(bytes);
    }
}

}  // namespace

Result<std::unique_ptr<Stream>> Stream::adopt(Loop& loop, int descriptor) {
    auto stream = std::unique_ptr<Stream>(new Stream(loop, descriptor));
    const int on = 1;
    // Fails only where the peer has already reset the connection, which the first read tells.
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (const Status added = loop.add(descriptor, *stream); !added) {
        return std::unexpected(added.error());
    }
    return stream;
}

Stream::~Stream() {
    if (is_destroyed_ != nullptr) {
        *is_destroyed_ = true;
    }
    for (Wait* wait : {reader_, writer_, watcher_}) {
        if (wait != nullptr) {
            wait->unlink();
        }
    }
    tls_.reset();
    loop_.remove(descriptor_, *this);
    close(descriptor_);
}

Moved Stream::try_read(std::span<char> into) {
    if (!is_readable_ && !is_hung_up_) {
        return {Io::would_block, 0};
    }
    if (tls_ != nullptr) {
        const Moved moved = tls_->read(into);
        is_readable_ =
            moved.io == Io::done ? tls_->may_read() || is_hung_up_ : moved.io != Io::would_block;
        return moved;
    }
    for (;;) {
        const ssize_t count = recv(descriptor_, into.data(), into.size(), 0);
        if (count > 0) {
            const auto bytes = static_cast<std::size_t>(count);
            // A read that came short has emptied the socket: epoll tells when more arrives.
            is_readable_ = bytes == into.size() || is_hung_up_;
            return {Io::done, bytes};
        }
        if (count == 0) {
            return {into.empty() ? Io::done : Io::end, 0};
        }
        if (would_block(errno)) {
            is_readable_ = false;
            return {Io::would_block, 0};
        }
        if (errno != EINTR) {
            return {Io::failed, 0};
        }
    }
}

Moved Stream::try_write(std::span<const std::string_view> parts) {
    if (!is_writable_) {
        return {Io::would_block, 0};
    }
    if (tls_ != nullptr) {
        const Moved moved = tls_->write(parts);
        is_writable_ = moved.io != Io::would_block;
        return moved;
    }
    std::array<iovec, parts_max> vectors;
    std::size_t count = 0;
    std::size_t bytes = 0;
    for (const std::string_view part : parts) {
        if (count == parts_max) {
            break;
        }
        if (!part.empty()) {
            vectors[count++] = {const_cast<char*>(part.data()), part.size()};
            bytes += part.size();
        }
    }
    if (bytes == 0) {
        return {Io::done, 0};
    }
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    for (;;) {
        const ssize_t sent = sendmsg(descriptor_, &message, MSG_NOSIGNAL);
        if (sent >= 0) {
            is_writable_ = static_cast<std::size_t>(sent) == bytes;
            return {Io::done, static_cast<std::size_t>(sent)};
        }
        if (would_block(errno)) {
            is_writable_ = false;
            return {Io::would_block, 0};
        }
        if (errno != EINTR) {
            return {Io::failed, 0};
        }
    }
}

Task<Io> Stream::write_all(std::span<const std::string_view> parts, Deadline deadline) {
    std::vector<std::string_view> rest(parts.begin(), parts.end());
    std::erase_if(rest, [](std::string_view part) { return part.empty(); });
    while (!rest.empty()) {
        const Moved moved = try_write(rest);
        if (moved.io == Io::done) {
            advance(rest, moved.bytes);
            continue;
        }
        if (moved.io == Io::failed) {
            co_return Io::failed;
        }
        const Wake wake = co_await writable(deadline);
        if (wake != Wake::ready) {
            co_return wake == Wake::timeout ? Io::would_block : Io::failed;
        }
    }
    co_return Io::done;
}

Task<Status> Stream::start_tls(TlsContext& context, const std::string& host, Deadline deadline) {
    auto session = TlsSession::start(context, descriptor_, host);
    if (!session) {
        co_return std::unexpected(session.error());
    }
    tls_ = std::move(*session);
    for (;;) {
        const auto step = tls_->handshake();
        if (step == TlsSession::Step::done) {
            co_return Status{};
        }
        if (step == TlsSession::Step::failed) {
            co_return fail(ErrorKind::unavailable, "TLS failed: " + tls_->failure(), host);
        }
        Wake wake = Wake::ready;
        if (step == TlsSession::Step::wants_read) {
            is_readable_ = false;
            if (is_hung_up_) {
                co_return fail(ErrorKind::unavailable, "TLS failed: the peer left", host);
            }
            wake = co_await readable(deadline);
        } else {
            is_writable_ = false;
            wake = co_await writable(deadline);
        }
        if (wake != Wake::ready) {
            co_return fail(ErrorKind::unavailable, "TLS failed: the handshake took too long", host);
        }
    }
}

bool Stream::has_input() const {
    if (tls_ != nullptr && tls_->has_pending()) {
        return true;
    }
    if (!is_readable_ && !is_hung_up_) {
        return false;
    }
    char byte = 0;
    // The end of the stream, or an error, is something that has arrived, too.
    return recv(descriptor_, &byte, 1, MSG_PEEK) >= 0 || !would_block(errno);
}

void Stream::rest() {
    if (tls_ != nullptr) {
        tls_->free_buffers();
    }
}

void Stream::shutdown() {
    if (tls_ != nullptr) {
        tls_->shutdown();
    }
    ::shutdown(descriptor_, SHUT_WR);
    cancel(reader_);
    cancel(writer_);
}

void Stream::cancel(Wait* wait) {
    if (wait != nullptr) {
        wait->unlink();
        wait->disarm();
        wait->wake_ = Wake::cancelled;
        wait->is_resuming_soon_ = true;
        loop_.resume_soon(wait->coroutine_);
    }
}

void Stream::reset_on_close() {
    const linger now{.l_onoff = 1, .l_linger = 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

std::string Stream::peer_address() const {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (getpeername(descriptor_, reinterpret_cast<sockaddr*>(&storage), &length) != 0) {
        return {};
    }
    const auto* bytes = reinterpret_cast<const unsigned char*>(&storage);
    return Address{.bytes = {bytes, bytes + length}}.text();
}

void Stream::on_events(std::uint32_t events) {
    const bool is_closing = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    is_hung_up_ = is_hung_up_ || is_closing;
    if (tls_ != nullptr && (is_closing || (events & EPOLLIN) != 0)) {
        tls_->note_arrival();
    }
    is_readable_ = is_readable_ || is_closing || (events & EPOLLIN) != 0;
    is_writable_ = is_writable_ || (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0;
    // Each resumed coroutine may destroy this stream, or wait anew.
    bool is_destroyed = false;
    is_destroyed_ = &is_destroyed;
    if (reader_ != nullptr && is_readable_) {
        reader_->end(Wake::ready);
    }
    if (!is_destroyed && writer_ != nullptr && is_writable_) {
        writer_->end(Wake::ready);
    }
    if (!is_destroyed && watcher_ != nullptr && is_closing) {
        watcher_->end(Wake::gone);
    }
    if (!is_destroyed) {
        is_destroyed_ = nullptr;
    }
}

}  // namespace orrery::net
