#include "dashboard/api/routes.h"

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "base/embedded.h"
#include "dashboard/api/answer.h"
#include "dashboard/api/pages.h"
#include "dashboard/api/parameters.h"

namespace orrery::dashboard {
namespace {

constexpr std::array<ApiRoute, 7> routes = {{
    {"GET", "facets", facets_page},
    {"GET", "study", study_page},
    {"GET", "study/*", figure_page},
    {"GET", "rankings", rankings_page},
    {"GET", "generations", generations_page},
    {"GET", "generations/*", generation_page},
    {"GET", "openapi.json", openapi_page},
}};

bool is_of(std::string_view pattern, const std::vector<std::string>& parts) {
    std::size_t at = 0;
    while (true) {
        const std::size_t end = pattern.find('/');
        const std::string_view expected = pattern.substr(0, end);
        if (at == parts.size() || parts[at].empty() || (expected != "*" && expected != parts[at])) {
            return false;
        }
        ++at;
        if (end == std::string_view::npos) {
            return at == parts.size();
        }
        pattern.remove_prefix(end + 1);
    }
}

}  // namespace

std::span<const ApiRoute> api_routes() {
    return routes;
}

std::optional<gateway::SiteAnswer> answer_query(const Query& query, Context& context) {
    for (const ApiRoute& route : routes) {
        if (!is_of(route.pattern, query.parts)) {
            continue;
        }
        // HEAD is answered as GET; what sends the answer leaves the body out.
        if (query.method == route.method || query.method == "HEAD") {
            return route.answer(query, context);
        }
        auto answer = answer_error(405, "This page takes GET");
        answer.fields.emplace_back("Allow", "GET, HEAD");
        return answer;
    }
    return std::nullopt;
}

gateway::SiteAnswer openapi_page(const Query& query, Context&) {
    Parameters parameters(query);
    if (auto read = parameters.finish(); !read) {
        return answer_error(read.error());
    }
    gateway::SiteAnswer answer;
    answer.body = std::string(embedded::openapi().front().contents);
    return answer;
}

}  // namespace orrery::dashboard
