#pragma once

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/loop.h"
#include "net/task.h"
#include "net/timers.h"
#include "net/tls.h"

namespace orrery::net {

struct Address;

/// What a read or write that does not wait came to.
enum class Io {
    done,         ///< `bytes` were moved, at least one.
    would_block,  ///< Nothing could be moved now; wait for readable() or writable().
    end,          ///< The peer has ended its side (reads only).
    failed,       ///< The connection is broken.
};

struct Moved {
    Io io = Io::done;
    std::size_t bytes = 0;
};

/// One TCP connection, plain or under TLS. Reads and writes never wait; a coroutine awaits
/// readable() or writable() when they would. At most one coroutine reads and one writes.
///
///     for (;;) {
///         const Moved moved = stream.try_read(buffer);
///         if (moved.io != Io::would_block) { ... }
///         if (co_await stream.readable(deadline) != Wake::ready) { ... }
///     }
class Stream final : public Source {
public:
    /// Takes over a connected or connecting non-blocking socket. Sets TCP_NODELAY.
    [[nodiscard]] static Result<std::unique_ptr<Stream>> adopt(Loop& loop, int descriptor);
    ~Stream() override;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    /// Reads what has arrived, without waiting. No system call when epoll has told of nothing new.
    [[nodiscard]] Moved try_read(std::span<char> into);
    /// Writes the parts in order as far as the socket takes them: one sendmsg, or one record.
    [[nodiscard]] Moved try_write(std::span<const std::string_view> parts);
    /// Writes all parts, waiting where the socket is full. The texts must outlive the call.
    [[nodiscard]] Task<Io> write_all(std::span<const std::string_view> parts, Deadline deadline);

    class Wait;
    /// Waits until there may be something to read; with `watched`, also until its peer closes.
    [[nodiscard]] Wait readable(Deadline deadline, Stream* watched = nullptr);
    [[nodiscard]] Wait writable(Deadline deadline, Stream* watched = nullptr);

    /// Performs the TLS handshake; as a client `host` is sent as SNI and verified.
    [[nodiscard]] Task<Status> start_tls(TlsContext& context, const std::string& host,
                                         Deadline deadline);

    /// Tells whether the peer has closed or reset the connection, as epoll has reported it.
    [[nodiscard]] bool is_gone() const { return is_hung_up_; }
    /// Tells whether something has arrived that was not read: an idle connection must not.
    [[nodiscard]] bool has_input() const;
    /// Gives back memory that only a busy connection needs.
    void rest();
    /// Ends our side in order (close_notify under TLS, then FIN).
    void shutdown();
    /// Makes the close a reset, so that the peer cannot take a cut answer for a whole one.
    void reset_on_close();
    [[nodiscard]] std::string peer_address() const;  ///< "127.0.0.1:4711", "[::1]:80".
    [[nodiscard]] Loop& loop() { return loop_; }
    [[nodiscard]] bool is_tls() const { return tls_ != nullptr; }

    void on_events(std::uint32_t events) override;

private:
    friend Task<Result<std::unique_ptr<Stream>>> connect(Loop& loop, Address address,
                                                         Deadline deadline, Stream* watched);
    Stream(Loop& loop, int descriptor) : loop_(loop), descriptor_(descriptor) {}
    void cancel(Wait* wait);

    Loop& loop_;
    int descriptor_;
    bool is_readable_ = true;  ///< Until a read comes short or would block.
    bool is_writable_ = true;
    bool is_hung_up_ = false;
    std::unique_ptr<TlsSession> tls_;
    Wait* reader_ = nullptr;
    Wait* writer_ = nullptr;
    Wait* watcher_ = nullptr;       ///< Woken when the peer closes.
    bool* is_destroyed_ = nullptr;  ///< Set while on_events() resumes coroutines.
};

/// The awaitable of readable() and writable(); gives a Wake. Lives in the awaiting frame.
class Stream::Wait final : Timer {
public:
    Wait(Stream& stream, Wait* Stream::* slot, Deadline deadline, Stream* watched)
        : stream_(&stream), slot_(slot), deadline_(deadline), watched_(watched) {}
    ~Wait() override;

    [[nodiscard]] bool await_ready();
    void await_suspend(std::coroutine_handle<> coroutine);
    Wake await_resume() {
        is_resuming_soon_ = false;
        return wake_;
    }

private:
    friend class Stream;
    void fire() override { end(Wake::timeout); }
    void end(Wake wake);  ///< Unlinks, then resumes the coroutine.
    void unlink();

    Stream* stream_;
    Wait* Stream::* slot_;
    Deadline deadline_;
    Stream* watched_;
    Wake wake_ = Wake::ready;
    bool is_linked_ = false;
    bool is_resuming_soon_ = false;
    Loop* loop_ = nullptr;
    std::coroutine_handle<> coroutine_;
};

inline Stream::Wait Stream::readable(Deadline deadline, Stream* watched) {
    return {*this, &Stream::reader_, deadline, watched};
}

inline Stream::Wait Stream::writable(Deadline deadline, Stream* watched) {
    return {*this, &Stream::writer_, deadline, watched};
}

}  // namespace orrery::net
