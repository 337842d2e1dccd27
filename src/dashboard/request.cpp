#include "dashboard/request.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "http/head.h"

namespace orrery::dashboard {
namespace {

constexpr std::size_t parameters_max = 256;

bool has_controls(std::string_view text) {
    return std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

Result<std::string> decoded(std::string_view text, bool is_query) {
    auto plain = http::percent_decoded(text, is_query);
    if (!plain || has_controls(*plain)) {
        return fail(ErrorKind::bad_input, "this is no percent-encoded text",
                    is_query ? "query" : "path", "write a space as %20");
    }
    return std::move(*plain);
}

}  // namespace

Result<Query> read_query(const gateway::SiteRequest& request, Visitor visitor,
                         std::int64_t now_us) {
    Query query;
    query.method = request.method == "HEAD" ? "GET" : request.method;
    query.body = request.body;
    query.visitor = std::move(visitor);
    query.now_us = now_us;
    std::string_view path = request.path;
    path.remove_prefix(std::string_view("/api/").size());
    while (true) {
        const std::size_t end = path.find('/');
        auto part = decoded(path.substr(0, end), false);
        if (!part) {
            return std::unexpected(part.error());
        }
        query.parts.push_back(std::move(*part));
        if (end == std::string_view::npos) {
            break;
        }
        path.remove_prefix(end + 1);
    }
    std::string_view rest = request.query;
    while (!rest.empty()) {
        const std::size_t end = rest.find('&');
        const std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (pair.empty()) {
            continue;
        }
        const std::size_t sign = pair.find('=');
        auto name = decoded(pair.substr(0, sign), true);
        auto value = sign == std::string_view::npos ? Result<std::string>(std::string())
                                                    : decoded(pair.substr(sign + 1), true);
        if (!name || !value) {
            return std::unexpected(name ? value.error() : name.error());
        }
        query.parameters.emplace_back(std::move(*name), std::move(*value));
        if (query.parameters.size() > parameters_max) {
            return fail(ErrorKind::bad_input, "more than 256 parameters", "query");
        }
    }
    return query;
}

}  // namespace orrery::dashboard
