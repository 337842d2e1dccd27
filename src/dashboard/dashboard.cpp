#include "dashboard/dashboard.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/format/json.h"
#include "dashboard/api/answer.h"
#include "dashboard/api/routes.h"
#include "dashboard/page/page.h"
#include "dashboard/request.h"
#include "gateway/station/station.h"

namespace orrery::dashboard {
namespace {

/// What every answer carries. Nothing is loaded from elsewhere, and no other site frames, reads or
/// is told of a page (W3C Content Security Policy level 3).
constexpr std::array guards = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"content-security-policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
      "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
      "frame-ancestors 'none'"},
     {"x-content-type-options", "nosniff"},
     {"x-frame-options", "DENY"},
     {"referrer-policy", "no-referrer"},
     {"cross-origin-opener-policy", "same-origin"},
     {"cross-origin-resource-policy", "same-origin"}});

gateway::SiteAnswer not_allowed(std::string_view allowed) {
    gateway::SiteAnswer answer = answer_error(405, "this page does not take that method");
    answer.fields.emplace_back("allow", allowed);
    return answer;
}

bool has_field(const gateway::SiteAnswer& answer, std::string_view name) {
    return std::ranges::any_of(answer.fields,
                               [name](const auto& field) { return field.first == name; });
}

}  // namespace

Dashboard::Dashboard(Context context, Tokens tokens)
    : context_(std::move(context)), gate_(std::move(tokens), context_.ledger), live_(context_) {}

Result<std::unique_ptr<Dashboard>> Dashboard::open(Context context,
                                                   const std::filesystem::path& store) {
    auto tokens = Tokens::open(store);
    if (!tokens) {
        return std::unexpected(tokens.error());
    }
    return std::unique_ptr<Dashboard>(new Dashboard(std::move(context), std::move(*tokens)));
}

gateway::SiteAnswer Dashboard::answer(const gateway::SiteRequest& request) {
    gateway::SiteAnswer answer = route(request);
    for (const auto& [name, value] : guards) {
        answer.fields.emplace_back(name, value);
    }
    if (!has_field(answer, "cache-control")) {
        answer.fields.emplace_back("cache-control", "no-store");
    }
    return answer;
}

gateway::SiteAnswer Dashboard::route(const gateway::SiteRequest& request) {
    if (request.path.starts_with("/api/")) {
        return answer_api(request);
    }
    if (request.method != "GET" && request.method != "HEAD") {
        return not_allowed("GET, HEAD");
    }
    if (auto asset = asset_answer(request)) {
        return std::move(*asset);
    }
    if (!is_page(request.path)) {
        return answer_error(404, "there is no such page");
    }
    const bool is_known = gate_.admit(request, gateway::unix_us()).has_value();
    return page_answer(is_known);
}

gateway::SiteAnswer Dashboard::answer_api(const gateway::SiteRequest& request) {
    const std::int64_t now_us = gateway::unix_us();
    if (Gate::may_be_forged(request)) {
        return answer_error(403,
                            "this request may come from another site: send it from the "
                            "dashboard, or with Authorization: Bearer");
    }
    if (request.path == "/api/session") {
        return session(request, now_us);
    }
    auto visitor = gate_.admit(request, now_us);
    if (!visitor) {
        return answer_error(401,
                            "sign in, or send Authorization: Bearer with the admin token, the "
                            "viewer token or a management key");
    }
    auto query = read_query(request, std::move(*visitor), now_us);
    if (!query) {
        return answer_error(query.error());
    }
    if (query->parts.size() == 1 && query->parts[0] == "live") {
        const bool is_read = request.method == "GET" || request.method == "HEAD";
        return is_read ? live_.answer(query->visitor, now_us) : not_allowed("GET, HEAD");
    }
    auto answered = answer_query(*query, context_);
    return answered ? std::move(*answered) : answer_error(404, "there is no such page");
}

gateway::SiteAnswer Dashboard::session(const gateway::SiteRequest& request, std::int64_t now_us) {
    if (request.method == "POST") {
        return gate_.sign_in(request, now_us);
    }
    if (request.method == "DELETE") {
        return gate_.sign_out(request);
    }
    if (request.method != "GET" && request.method != "HEAD") {
        return not_allowed("GET, HEAD, POST, DELETE");
    }
    const auto visitor = gate_.admit(request, now_us);
    return visitor ? answer_json(visitor_json(*visitor, now_us))
                   : answer_error(401, "nobody is signed in");
}

}  // namespace orrery::dashboard
