#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"

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

/// One connection's TLS state, driven on the socket itself (SSL_set_fd): measured 20 % cheaper than
/// pumping bytes through memory.
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
    [[nodiscard]] bool has_pending() const;
    void shutdown();
    /// Says what went wrong, as OpenSSL and the verification put it.
    [[nodiscard]] std::string failure() const;

private:
    explicit TlsSession(ssl_st* session) : session_(session) {}

    ssl_st* session_;
    std::string host_;        ///< Whom a client means.
    bool is_broken_ = false;  ///< OpenSSL forbids a shutdown after a failure.
    /// Parts joined to one record; retried as it was (OpenSSL's rule).
    std::string pending_write_;
};

}  // namespace orrery::net
