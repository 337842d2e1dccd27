#pragma once

#include "dashboard/context.h"
#include "gateway/site.h"

namespace orrery::dashboard {

/// Each answers one page of the API, as docs/openapi.json describes it. What answers say of the
/// moment: `as_of` is when the newest generation that the visitor may see was created, as far as
/// the store has it; null where it has none.

/// GET /api/facets: what generations can be filtered by, with the tokens behind each value.
[[nodiscard]] gateway::SiteAnswer facets_page(const Query& query, Context& context);
/// GET /api/study: chapters and figures.
[[nodiscard]] gateway::SiteAnswer study_page(const Query& query, Context& context);
/// GET /api/study/{id} and /api/study/{id}.csv: one figure of a part of the traffic.
[[nodiscard]] gateway::SiteAnswer figure_page(const Query& query, Context& context);
/// GET /api/rankings: models, authors, apps, categories, providers or accounts by tokens.
[[nodiscard]] gateway::SiteAnswer rankings_page(const Query& query, Context& context);
/// GET /api/generations: generations, newest first.
[[nodiscard]] gateway::SiteAnswer generations_page(const Query& query, Context& context);
/// GET /api/generations/{id}: all that is known of one.
[[nodiscard]] gateway::SiteAnswer generation_page(const Query& query, Context& context);
/// GET /api/openapi.json: the description of the API.
[[nodiscard]] gateway::SiteAnswer openapi_page(const Query& query, Context& context);

}  // namespace orrery::dashboard
