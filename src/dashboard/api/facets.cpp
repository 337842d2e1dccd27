#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

#include "dashboard/api/amounts.h"
#include "dashboard/api/answer.h"
#include "dashboard/api/names.h"
#include "dashboard/api/pages.h"
#include "dashboard/api/parameters.h"
#include "dashboard/api/reach.h"
#include "gateway/pages/moment.h"

namespace orrery::dashboard {
namespace {

constexpr std::size_t values_max = 500;

/// {0}: amounts, {1}: which keys, {2}: values.
constexpr std::string_view facet_sql = R"sql(
SELECT coalesce(key, 'unknown') AS key,
       CAST(greatest(round(sum(tokens)), 0) AS BIGINT) AS tokens
FROM ({0}) AS amounts
WHERE {1}
GROUP BY 1
HAVING round(sum(generations)) > 0
ORDER BY 2 DESC, 1
LIMIT {2})sql";

/// Panels can be about models that the catalog does not know, but not about generations that do not
/// say a column: what is offered as a filter finds something.
bool offers_unknown(Subject subject) {
    return subject == Subject::source_class || subject == Subject::author;
}

struct Facet {
    const char* name;
    Subject subject;
};

constexpr std::array<Facet, 8> facets = {{{"source_classes", Subject::source_class},
                                          {"authors", Subject::author},
                                          {"models", Subject::model},
                                          {"providers", Subject::provider},
                                          {"apps", Subject::app},
                                          {"countries", Subject::country},
                                          {"categories", Subject::category},
                                          {"accounts", Subject::account}}};

Result<Json> values_of(warehouse::Warehouse& warehouse, Subject subject, const Span& span,
                       const Visitor& visitor, const Names& names) {
    const auto table = warehouse.query(
        fmt::format(facet_sql, amounts_sql(subject, span, visitor),
                    offers_unknown(subject) ? "true" : "key IS NOT NULL", values_max));
    if (!table) {
        return std::unexpected(table.error());
    }
    Json values = Json::array();
    for (const auto& row : table->rows) {
        const std::string key = to_text(row[0]);
        values.push_back(
            {{"value", key}, {"label", names.of(subject, key)}, {"tokens", json_of(row[1])}});
    }
    return values;
}

/// Reads tokens and generations of the window.
Result<std::pair<Json, Json>> totals_of(warehouse::Warehouse& warehouse, const Span& span,
                                        const Visitor& visitor) {
    const auto table = warehouse.query(
        fmt::format("SELECT CAST(coalesce(sum(tokens), 0) AS BIGINT), "
                    "CAST(coalesce(sum(generations), 0) AS BIGINT) FROM ({}) AS amounts",
                    amounts_sql(Subject::country, span, visitor)));
    if (!table) {
        return std::unexpected(table.error());
    }
    return std::pair(json_of(table->rows[0][0]), json_of(table->rows[0][1]));
}

Status fill(Json& json, warehouse::Warehouse& warehouse, const AskedDays& asked,
            const Visitor& visitor, const Names& names) {
    const auto reach = read_reach(warehouse, visitor);
    if (!reach) {
        return std::unexpected(reach.error());
    }
    json["from"] = nullptr;
    json["to"] = nullptr;
    if (reach->days) {
        json["from"] = gateway::day_text(reach->days->first);
        json["to"] = gateway::day_text(reach->days->last);
    }
    const Days store = reach->days.value_or(Days{});
    const Span span{asked.within(store), store};
    const auto totals = totals_of(warehouse, span, visitor);
    if (!totals) {
        return std::unexpected(totals.error());
    }
    json["generations"] = totals->second;
    json["tokens"] = totals->first;
    json["as_of"] = moment_json(reach->newest_us);
    json["grains"] = {"day", "week", "month"};
    for (const Facet& facet : facets) {
        if (facet.subject == Subject::account && visitor.role != Role::admin) {
            json[facet.name] = Json::array();
            continue;
        }
        auto values = values_of(warehouse, facet.subject, span, visitor, names);
        if (!values) {
            return std::unexpected(values.error());
        }
        json[facet.name] = *std::move(values);
    }
    return {};
}

}  // namespace

gateway::SiteAnswer facets_page(const Query& query, Context& context) {
    Parameters parameters(query);
    const AskedDays asked = read_days(parameters);
    if (auto read = parameters.finish(); !read) {
        return answer_error(read.error());
    }
    const Names names(context, query.visitor);
    Json json = Json::object();
    const auto read = context.read_store(
        [&](warehouse::Store& store) { return fill(json, store, asked, query.visitor, names); });
    return read ? answer_json(json) : answer_error(read.error());
}

}  // namespace orrery::dashboard
