#include <openssl/err.h>
#include <openssl/ssl.h>

#include <system_error>

#include "net/tls.h"

namespace orrery::net {

namespace {

constexpr unsigned char http11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

std::string last_error() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    char text[256] = "";
    ERR_error_string_n(code, text, sizeof text);
    return code == 0 ? "unknown failure" : text;
}

/// A client that offers protocols gets HTTP/1.1 where it offers it, and is refused otherwise.
int choose_protocol(ssl_st*, const unsigned char** chosen, unsigned char* chosen_length,
                    const unsigned char* offered, unsigned int offered_length, void*) {
    unsigned char* found = nullptr;
    if (SSL_select_next_proto(&found, chosen_length, http11, sizeof http11, offered,
                              offered_length) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

void set_rules(ssl_ctx_st* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context, 1);
}

}  // namespace

Result<std::unique_ptr<TlsContext>> TlsContext::client(const std::filesystem::path& authorities) {
    auto context = std::unique_ptr<TlsContext>(new TlsContext(SSL_CTX_new(TLS_client_method())));
    if (context->context_ == nullptr) {
        return fail(ErrorKind::unavailable, "cannot set up TLS: " + last_error());
    }
    set_rules(context->context_);
    const bool is_loaded =
        authorities.empty()
            ? SSL_CTX_set_default_verify_paths(context->context_) == 1
            : SSL_CTX_load_verify_locations(context->context_, authorities.c_str(), nullptr) == 1;
    if (!is_loaded) {
        return fail(ErrorKind::bad_input, "cannot read the authorities: " + last_error(),
                    authorities.string(), "name a file of PEM certificates");
    }
    SSL_CTX_set_verify(context->context_, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_alpn_protos(context->context_, http11, sizeof http11);
    SSL_CTX_set_session_cache_mode(context->context_,
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context->context_, keep_session);
    SSL_CTX_set_app_data(context->context_, context.get());
    return context;
}

Result<std::unique_ptr<TlsContext>> TlsContext::server(
    const std::filesystem::path& certificate_chain, const std::filesystem::path& private_key) {
    auto context = std::unique_ptr<TlsContext>(new TlsContext(SSL_CTX_new(TLS_server_method())));
    if (context->context_ == nullptr) {
        return fail(ErrorKind::unavailable, "cannot set up TLS: " + last_error());
    }
    set_rules(context->context_);
    context->is_server_ = true;
    // Many clients stay connected and ask seldom; to providers, whoever keeps a connection says
    // when it rests (Stream::rest).
    SSL_CTX_set_mode(context->context_, SSL_MODE_RELEASE_BUFFERS);
    if (SSL_CTX_use_certificate_chain_file(context->context_, certificate_chain.c_str()) != 1) {
        return fail(ErrorKind::bad_input, "cannot read the certificate: " + last_error(),
                    certificate_chain.string(), "name a PEM file, the server's own first");
    }
    if (SSL_CTX_use_PrivateKey_file(context->context_, private_key.c_str(), SSL_FILETYPE_PEM) !=
            1 ||
        SSL_CTX_check_private_key(context->context_) != 1) {
        return fail(ErrorKind::bad_input, "cannot use the private key: " + last_error(),
                    private_key.string(), "name the PEM file that belongs to the certificate");
    }
    SSL_CTX_set_alpn_select_cb(context->context_, choose_protocol, nullptr);
    constexpr unsigned char id[] = {'o', 'r', 'r', 'e', 'r', 'y'};
    SSL_CTX_set_session_id_context(context->context_, id, sizeof id);
    return context;
}

TlsContext::~TlsContext() {
    for (const auto& [host, session] : sessions_) {
        SSL_SESSION_free(session);
    }
    SSL_CTX_free(context_);
}

int TlsContext::keep_session(ssl_st* connection, ssl_session_st* session) {
    auto* context = static_cast<TlsContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(connection)));
    const auto* host = static_cast<const std::string*>(SSL_get_app_data(connection));
    const std::lock_guard lock(context->sessions_mutex_);
    auto& kept = context->sessions_[*host];
    SSL_SESSION_free(kept);
    kept = session;
    return 1;  // The reference is ours now.
}

void TlsContext::resume_session(ssl_st* connection, const std::string& host) {
    const std::lock_guard lock(sessions_mutex_);
    if (const auto kept = sessions_.find(host); kept != sessions_.end()) {
        SSL_set_session(connection, kept->second);
    }
}

}  // namespace orrery::net
