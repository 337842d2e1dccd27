#include "dashboard/api/generation/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

#include "dashboard/api/answer.h"
#include "dashboard/api/generation/row.h"
#include "dashboard/api/parameters.h"
#include "dashboard/api/reach.h"
#include "gateway/pages/moment.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::dashboard {
namespace {

constexpr std::int64_t limit_default = 50;
constexpr std::int64_t limit_max = 500;

struct TextFilter {
    const char* parameter;
    std::vector<std::string> Search::* values;
    const char* column;
    std::optional<std::string> record::Generation::* field;
};

/// Models are not here: their names are resolved first.
constexpr std::array<TextFilter, 5> text_filters = {{
    {"provider", &Search::providers, "provider", &record::Generation::provider},
    {"app", &Search::apps, "app", &record::Generation::app},
    {"account", &Search::accounts, "account_id", &record::Generation::account_id},
    {"country", &Search::countries, "country", &record::Generation::country},
    {"terminal_state", &Search::terminal_states, "terminal_state",
     &record::Generation::terminal_state},
}};

std::string list_of(const std::vector<std::string>& values) {
    std::string list;
    for (const std::string& value : values) {
        list += (list.empty() ? "" : ", ") + warehouse::sql_literal(value);
    }
    return "(" + list + ")";
}

/// A bare IN reaches the zone maps; only where the unknown is looked for is it written out.
std::string condition_of(const std::string& column, const std::vector<std::string>& values) {
    const bool takes_unknown = std::ranges::find(values, unknown_key) != values.end();
    const std::string listed = column + " IN " + list_of(values);
    return takes_unknown ? "(" + listed + " OR " + column + " IS NULL)" : listed;
}

std::string conditions_of(const Search& search, const Visitor& visitor) {
    std::string sql = own_condition(visitor);
    for (const TextFilter& filter : text_filters) {
        const auto& values = search.*filter.values;
        if (!values.empty()) {
            sql += " AND " + condition_of(std::string("g.") + filter.column, values);
        }
    }
    if (!search.models.empty()) {
        sql += " AND " + condition_of("coalesce(r.slug, g.model)", search.models);
    }
    if (search.before) {
        const std::string moment = gateway::moment_sql(search.before->created_us);
        sql += fmt::format(" AND (created_at < {0} OR (created_at = {0} AND generation_id < {1}))",
                           moment, warehouse::sql_literal(search.before->generation_id));
    }
    return sql;
}

/// The first and the last moment that the search can find anything in.
struct Bounds {
    std::int64_t first_us = 0;
    std::int64_t last_us = 0;
};

Result<std::optional<Bounds>> bounds_of(warehouse::Warehouse& warehouse, const Search& search,
                                        const Visitor& visitor) {
    const auto reach = read_reach(warehouse, visitor);
    if (!reach) {
        return std::unexpected(reach.error());
    }
    if (!reach->days || !reach->newest_us) {
        return std::nullopt;
    }
    Bounds bounds{reach->days->first * day_us, *reach->newest_us};
    bounds.first_us = std::max(bounds.first_us, search.from_us.value_or(bounds.first_us));
    bounds.last_us = std::min(bounds.last_us, search.to_us.value_or(bounds.last_us + 1) - 1);
    if (search.before) {
        bounds.last_us = std::min(bounds.last_us, search.before->created_us);
    }
    return bounds.first_us <= bounds.last_us ? std::optional(bounds) : std::nullopt;
}

/// {0}: columns, {1}: the store's tables, {2}: join of resolved names, {3}: moments, {4}:
/// conditions, {5}: rows.
constexpr std::string_view page_sql = R"sql(
SELECT {0}
FROM {1}generations AS g {2}
WHERE {3} AND {4}
ORDER BY g.created_at DESC, g.generation_id DESC
LIMIT {5})sql";

constexpr std::string_view resolved_join =
    "LEFT JOIN catalog_resolution AS r ON g.model = r.model "
    "AND day_of(g.created_at) >= r.valid_from AND day_of(g.created_at) < r.valid_to";

}  // namespace

std::string Cursor::text() const {
    return fmt::format("{}_{}", created_us, generation_id);
}

std::optional<Cursor> Cursor::parse(const std::string& text) {
    Cursor cursor;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, cursor.created_us);
    // Beyond the years 1 to 9999 a moment is no literal.
    constexpr std::int64_t furthest_us = 250'000'000'000'000'000;
    if (error != std::errc{} || stopped == end || *stopped != '_' ||
        cursor.created_us < -furthest_us / 5 || cursor.created_us > furthest_us) {
        return std::nullopt;
    }
    cursor.generation_id.assign(stopped + 1, end);
    return cursor;
}

Result<Search> read_search(const Query& query, const Names& names) {
    Parameters parameters(query);
    Search search;
    search.limit = static_cast<std::size_t>(parameters.whole("limit", limit_default, 1, limit_max));
    if (const auto before = parameters.text("before")) {
        search.before = Cursor::parse(*before);
        if (!search.before) {
            parameters.fault("before", "must be the `next` of an earlier answer");
        }
    }
    search.models = parameters.texts("model");
    for (const TextFilter& filter : text_filters) {
        search.*filter.values = parameters.texts(filter.parameter);
    }
    const AskedDays days = read_days(parameters);
    if (days.from) {
        search.from_us = *days.from * day_us;
    }
    if (days.to) {
        search.to_us = (*days.to + 1) * day_us;
    }
    if (auto read = parameters.finish(); !read) {
        return std::unexpected(read.error());
    }
    // An account's own are all that it can find, whatever it names.
    search.accounts = query.visitor.role == Role::account ? std::vector<std::string>()
                                                          : names.account_ids(search.accounts);
    return search;
}

bool is_found(const Search& search, const record::Generation& record, const Visitor& visitor,
              const catalog::Catalog& catalog) {
    const std::int64_t created_us = record.created_at.value_or(0);
    const auto is_listed = [](const std::vector<std::string>& values, const std::string& value) {
        return values.empty() || std::ranges::find(values, value) != values.end();
    };
    if (!is_visible(record, visitor) || !record.generation_id || !record.created_at ||
        created_us < search.from_us.value_or(created_us) ||
        created_us >= search.to_us.value_or(created_us + 1)) {
        return false;
    }
    if (search.before && std::tie(created_us, *record.generation_id) >=
                             std::tie(search.before->created_us, search.before->generation_id)) {
        return false;
    }
    return is_listed(search.models, model_of(record, catalog)) &&
           std::ranges::all_of(text_filters, [&](const TextFilter& filter) {
               return is_listed(search.*filter.values,
                                (record.*filter.field).value_or(unknown_key));
           });
}

Result<std::vector<record::Generation>> search_store(warehouse::Warehouse& warehouse,
                                                     const Search& search, const Visitor& visitor) {
    std::vector<record::Generation> found;
    const auto bounds = bounds_of(warehouse, search, visitor);
    if (!bounds) {
        return std::unexpected(bounds.error());
    }
    if (!*bounds) {
        return found;
    }
    const std::string columns = record_columns_sql();
    const std::string conditions = conditions_of(search, visitor);
    std::int64_t last_us = (*bounds)->last_us;
    for (std::int64_t span_us = day_us; last_us >= (*bounds)->first_us; span_us *= 2) {
        const std::int64_t first_us = std::max((*bounds)->first_us, last_us - span_us + 1);
        const auto table = warehouse.query(
            fmt::format(page_sql, columns, store_tables, search.models.empty() ? "" : resolved_join,
                        fmt::format("g.created_at BETWEEN {} AND {}", gateway::moment_sql(first_us),
                                    gateway::moment_sql(last_us)),
                        conditions, search.limit - found.size()));
        if (!table) {
            return std::unexpected(table.error());
        }
        for (const auto& row : table->rows) {
            found.push_back(record_of(row));
        }
        if (found.size() == search.limit) {
            break;
        }
        last_us = first_us - 1;
    }
    return found;
}

bool is_newer(const record::Generation& left, const record::Generation& right) {
    return std::tie(left.created_at, left.generation_id) >
           std::tie(right.created_at, right.generation_id);
}

}  // namespace orrery::dashboard
