#include "gateway/pages/routes.h"

#include <array>
#include <optional>

#include "gateway/pages/account/pages.h"
#include "gateway/pages/catalogue/pages.h"
#include "gateway/pages/past/pages.h"
#include "http/head.h"

namespace orrery::gateway {
namespace {

/// Conversations are longer than what other pages are told.
constexpr std::size_t conversation_bytes_max = 32 * 1024 * 1024;

constexpr std::array<Route, 26> routes = {{
    {"GET", "/models", Access::everyone, Place::worker_if_asked, models_page},
    {"GET", "/models/count", Access::everyone, Place::worker_if_asked, models_count_page},
    {"GET", "/models/*/*/endpoints", Access::everyone, Place::loop, endpoints_page},
    {"GET", "/model/*/*", Access::everyone, Place::loop, model_page},
    {"GET", "/embeddings/models", Access::everyone, Place::worker, embedding_models_page},
    {"POST", "/messages/count_tokens", Access::any_key, Place::worker, count_tokens_page,
     conversation_bytes_max},
    {"GET", "/providers", Access::everyone, Place::loop, providers_page},
    {"GET", "/generation", Access::any_key, Place::worker, generation_page},
    {"GET", "/key", Access::any_key, Place::loop, current_key_page},
    {"GET", "/auth/key", Access::any_key, Place::loop, current_key_page},
    {"GET", "/credits", Access::management, Place::loop, credits_page},
    {"GET", "/keys", Access::management, Place::loop, list_keys_page},
    {"POST", "/keys", Access::management, Place::worker, create_key_page},
    {"GET", "/keys/*", Access::management, Place::loop, get_key_page},
    {"PATCH", "/keys/*", Access::management, Place::worker, update_key_page},
    {"DELETE", "/keys/*", Access::management, Place::worker, delete_key_page},
    {"GET", "/byok", Access::management, Place::worker, list_byok_page},
    {"POST", "/byok", Access::management, Place::worker, create_byok_page},
    {"GET", "/byok/*", Access::management, Place::worker, get_byok_page},
    {"PATCH", "/byok/*", Access::management, Place::worker, update_byok_page},
    {"DELETE", "/byok/*", Access::management, Place::worker, delete_byok_page},
    {"GET", "/activity", Access::management, Place::worker, activity_page},
    {"GET", "/analytics/meta", Access::management, Place::loop, analytics_meta_page},
    {"POST", "/analytics/query", Access::management, Place::worker, analytics_query_page},
    {"GET", "/datasets/rankings-daily", Access::any_key, Place::worker, rankings_daily_page},
    {"GET", "/datasets/app-rankings", Access::any_key, Place::worker, app_rankings_page},
}};

std::string_view take_part(std::string_view& rest) {
    rest.remove_prefix(1);  // The slash.
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end);
    return part;
}

/// Returns what stands for each `*`, or nothing where the path is another one.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
    std::vector<std::string> names;
    while (pattern.starts_with('/') && path.starts_with('/')) {
        const std::string_view expected = take_part(pattern);
        const std::string_view part = take_part(path);
        if (expected != "*") {
            if (expected != part) {
                return std::nullopt;
            }
            continue;
        }
        auto name = http::percent_decoded(part, false);
        if (!name || name->empty()) {
            return std::nullopt;
        }
        names.push_back(std::move(*name));
    }
    if (!pattern.empty() || !path.empty()) {
        return std::nullopt;
    }
    return names;
}

}  // namespace

Found find_route(std::string_view method, std::string_view path) {
    if (method == "HEAD") {
        method = "GET";
    }
    Found found;
    for (const Route& route : routes) {
        auto names = match(route.pattern, path);
        if (!names) {
            continue;
        }
        if (route.method == method) {
            found.route = &route;
            found.names = std::move(*names);
            return found;
        }
        found.allowed += found.allowed.empty() ? "" : ", ";
        found.allowed += route.method;
        if (route.method == "GET") {
            found.allowed += ", HEAD";
        }
    }
    return found;
}

}  // namespace orrery::gateway
