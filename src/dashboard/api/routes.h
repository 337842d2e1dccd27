#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "dashboard/context.h"
#include "gateway/site.h"

namespace orrery::dashboard {

/// One page of the API.
struct ApiRoute {
    std::string_view method;
    std::string_view pattern;  ///< Below /api/; `*` stands for one part.
    gateway::SiteAnswer (*answer)(const Query&, Context&);
};

/// Lists the pages that answer_query answers.
[[nodiscard]] std::span<const ApiRoute> api_routes();

/// Answers a request for data. Nothing where there is no such page; 405 where it has no such
/// method. Blocks while it reads the store.
[[nodiscard]] std::optional<gateway::SiteAnswer> answer_query(const Query& query, Context& context);

}  // namespace orrery::dashboard
