#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "net/stream.h"
#include "net/tls.h"

namespace orrery::net {

namespace {

/// The most that one record carries (RFC 8446, 5.1).
constexpr std::size_t record_bytes_max = 16 * 1024;

bool is_numeric(const std::string& host) {
    std::array<unsigned char, 16> bytes;
    return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
           inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

/// Says whose certificate we expect, and to the peer whom we mean.
bool expect_host(ssl_st* session, const std::string& host) {
    X509_VERIFY_PARAM* rules = SSL_get0_param(session);
    if (is_numeric(host)) {
        return X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str()) == 1;
    }
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size()) == 1 &&
           SSL_set_tlsext_host_name(session, host.c_str()) == 1;
}

}  // namespace

Result<std::unique_ptr<TlsSession>> TlsSession::start(TlsContext& context, int descriptor,
                                                      const std::string& host) {
    ssl_st* handle = SSL_new(context.context_);
    auto session = std::unique_ptr<TlsSession>(new TlsSession(handle, descriptor));
    bio_st* bio = handle == nullptr ? nullptr : session->transport_.bio();
    if (bio == nullptr) {
        return fail(ErrorKind::unavailable, "no memory for a TLS session");
    }
    SSL_set_bio(handle, bio, bio);
    if (context.is_server_) {
        SSL_set_accept_state(handle);
        return session;
    }
    session->host_ = host;
    SSL_set_app_data(handle, &session->host_);
    if (host.empty() || !expect_host(handle, host)) {
        return fail(ErrorKind::bad_input, "not a name that TLS can verify", host);
    }
    SSL_set_connect_state(handle);
    context.resume_session(handle, host);
    return session;
}

TlsSession::~TlsSession() {
    SSL_free(session_);
}

TlsSession::Step TlsSession::handshake() {
    ERR_clear_error();
    const int result = SSL_do_handshake(session_);
    switch (SSL_get_error(session_, result)) {
        case SSL_ERROR_NONE:
            return Step::done;
        case SSL_ERROR_WANT_READ:
            return Step::wants_read;
        case SSL_ERROR_WANT_WRITE:
            return Step::wants_write;
        default:
            is_broken_ = true;
            return Step::failed;
    }
}

Moved TlsSession::read(std::span<char> into) {
    ERR_clear_error();
    std::size_t bytes = 0;
    const int result = SSL_read_ex(session_, into.data(), into.size(), &bytes);
    if (result == 1) {
        return {Io::done, bytes};
    }
    switch (SSL_get_error(session_, result)) {
        case SSL_ERROR_WANT_READ:
        case SSL_ERROR_WANT_WRITE:
            return {Io::would_block, 0};
        case SSL_ERROR_ZERO_RETURN:
            return {Io::end, 0};
        default:
            // Also an end without close_notify: it may have been cut by anyone on the way.
            is_broken_ = true;
            return {Io::failed, 0};
    }
}

Moved TlsSession::write(std::span<const std::string_view> parts) {
    if (pending_write_.empty()) {
        for (const std::string_view part : parts) {
            const std::size_t room = record_bytes_max - pending_write_.size();
            pending_write_.append(part.substr(0, std::min(part.size(), room)));
            if (part.size() >= room) {
                break;
            }
        }
        if (pending_write_.empty()) {
            return {Io::done, 0};
        }
    }
    ERR_clear_error();
    std::size_t bytes = 0;
    const int result = SSL_write_ex(session_, pending_write_.data(), pending_write_.size(), &bytes);
    if (result == 1) {
        pending_write_.clear();
        return {Io::done, bytes};
    }
    if (SSL_get_error(session_, result) == SSL_ERROR_WANT_WRITE) {
        return {Io::would_block, 0};
    }
    is_broken_ = true;
    return {Io::failed, 0};
}

bool TlsSession::has_pending() const {
    return SSL_has_pending(session_) == 1;
}

void TlsSession::free_buffers() {
    SSL_free_buffers(session_);
}

void TlsSession::shutdown() {
    if (!is_broken_ && SSL_is_init_finished(session_) == 1) {
        ERR_clear_error();
        SSL_shutdown(session_);
    }
}

std::string TlsSession::failure() const {
    const long verified = SSL_get_verify_result(session_);
    if (verified != X509_V_OK) {
        return X509_verify_cert_error_string(verified);
    }
    const unsigned long code = ERR_peek_last_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    return reason == nullptr ? "the connection broke" : reason;
}

}  // namespace orrery::net
