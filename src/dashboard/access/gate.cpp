#include "dashboard/access/gate.h"

#include <fmt/format.h>

#include <utility>

#include "base/embedded.h"
#include "base/format/json.h"
#include "base/time.h"
#include "dashboard/api/answer.h"
#include "gateway/pages/moment.h"
#include "http/head.h"
#include "ledger/identity.h"

namespace orrery::dashboard {
namespace {

constexpr std::string_view cookie_name = "orrery_session";

/// Returns what follows `Bearer`, or nothing.
std::string_view bearer_of(std::string_view authorization) {
    constexpr std::string_view scheme = "Bearer ";
    if (authorization.size() <= scheme.size() ||
        !http::same_name(authorization.substr(0, scheme.size()), scheme)) {
        return {};
    }
    return authorization.substr(scheme.size());
}

/// Finds the session's id among the cookies (RFC 6265, 5.4: `name=value; name=value`).
std::string_view session_id(std::string_view cookies) {
    while (!cookies.empty()) {
        const std::size_t end = cookies.find(';');
        std::string_view cookie = cookies.substr(0, end);
        while (cookie.starts_with(' ')) {
            cookie.remove_prefix(1);
        }
        if (cookie.starts_with(cookie_name) && cookie.substr(cookie_name.size(), 1) == "=") {
            return cookie.substr(cookie_name.size() + 1);
        }
        if (end == std::string_view::npos) {
            break;
        }
        cookies.remove_prefix(end + 1);
    }
    return {};
}

std::string cookie_text(std::string_view id, std::int64_t age_s, bool is_tls) {
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", cookie_name, id,
                       age_s, is_tls ? "; Secure" : "");
}

}  // namespace

std::optional<Visitor> Gate::visitor_of(std::string_view hash, std::int64_t now_us) const {
    if (const auto role = tokens_.role_of(hash)) {
        return Visitor{*role, {}, *role == Role::admin ? "admin" : "viewer"};
    }
    const auto directory = ledger_.directory();
    const ledger::Key* key = directory->key_of_hash(hash);
    const bool is_valid = key != nullptr && key->kind == ledger::KeyKind::management &&
                          !key->is_disabled && !key->owner->is_disabled &&
                          (!key->expires_at_us || *key->expires_at_us > now_us) &&
                          !key->owner->record_id.empty();
    if (!is_valid) {
        return std::nullopt;
    }
    return Visitor{Role::account, key->owner->record_id, key->owner->name};
}

std::optional<Visitor> Gate::admit(const gateway::SiteRequest& request, std::int64_t now_us) {
    if (!request.authorization.empty()) {
        const std::string_view secret = bearer_of(request.authorization);
        return secret.empty() ? std::nullopt : visitor_of(ledger::sha256_hex(secret), now_us);
    }
    const std::string_view id = session_id(request.cookie);
    if (id.empty()) {
        return std::nullopt;
    }
    const auto hash = sessions_.find(id, now_us);
    return hash ? visitor_of(*hash, now_us) : std::nullopt;
}

bool Gate::may_be_forged(const gateway::SiteRequest& request) {
    if (request.method == "GET" || request.method == "HEAD" || !request.authorization.empty()) {
        return false;
    }
    if (!request.fetch_site.empty() && request.fetch_site != "same-origin") {
        return true;
    }
    const std::string own = fmt::format("{}://{}", request.is_tls ? "https" : "http", request.host);
    // A proxy in front may end TLS; the host is what another site cannot have.
    const std::string_view origin = request.origin;
    const std::size_t host = origin.find("://");
    return origin != own &&
           (host == std::string_view::npos || origin.substr(host + 3) != request.host);
}

Json visitor_json(const Visitor& visitor, std::int64_t now_us) {
    std::string_view role = "account";
    if (visitor.role != Role::account) {
        role = visitor.role == Role::admin ? "admin" : "viewer";
    }
    return {{"role", role},
            {"name", visitor.name},
            {"version", version},
            {"now", gateway::moment_text(now_us)}};
}

gateway::SiteAnswer Gate::sign_in(const gateway::SiteRequest& request, std::int64_t now_us) {
    const nlohmann::json body = nlohmann::json::parse(request.body, nullptr, false);
    const auto field = body.is_object() ? body.find("token") : body.end();
    const auto* token =
        body.is_object() && field != body.end() ? field->get_ptr<const std::string*>() : nullptr;
    if (token == nullptr || token->empty()) {
        return answer_error(400, R"(send {"token": "..."}: the admin or viewer token, or a )"
                                 "management key");
    }
    const std::string hash = ledger::sha256_hex(*token);
    const auto visitor = visitor_of(hash, now_us);
    if (!visitor) {
        const ledger::Key* key = ledger_.directory()->key_of_hash(hash);
        return answer_error(401, key != nullptr && key->kind == ledger::KeyKind::inference
                                     ? "this is an inference key: it asks models and sees nothing; "
                                       "take a management key of the account"
                                     : "this token is not known, or holds no more");
    }
    const std::string id = sessions_.open(hash, now_us);
    gateway::SiteAnswer answer = answer_json(visitor_json(*visitor, now_us));
    answer.fields.emplace_back("set-cookie",
                               cookie_text(id, Sessions::whole_us / second_us, request.is_tls));
    return answer;
}

gateway::SiteAnswer Gate::sign_out(const gateway::SiteRequest& request) {
    if (const std::string_view id = session_id(request.cookie); !id.empty()) {
        sessions_.close(id);
    }
    gateway::SiteAnswer answer;
    answer.status = 204;
    answer.fields.emplace_back("set-cookie", cookie_text("", 0, request.is_tls));
    return answer;
}

bool Gate::is_operator(std::string_view authorization) const {
    const std::string_view secret = bearer_of(authorization);
    return !secret.empty() && tokens_.role_of(ledger::sha256_hex(secret)).has_value();
}

}  // namespace orrery::dashboard
