#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dashboard/api/answer.h"
#include "dashboard/api/generation/parts.h"
#include "dashboard/api/generation/row.h"
#include "dashboard/api/names.h"
#include "dashboard/api/pages.h"
#include "dashboard/api/parameters.h"
#include "dashboard/api/reach.h"
#include "gateway/pages/moment.h"
#include "ledger/identity.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::dashboard {
namespace {

/// What was found of a generation, and where.
struct Found {
    record::Generation record;
    Json labels = Json::array();
    Json file = nullptr;
    Json imported_at = nullptr;
    bool is_stored = false;
};

/// {0}: columns, {1}: the store's tables, {2}: the id, {3}: conditions.
constexpr std::string_view record_sql = R"sql(
SELECT {0}, b.file, epoch_us(b.imported_at)
FROM {1}generations AS g
LEFT JOIN {1}import_batches AS b ON b.import_batch = g.import_batch
WHERE g.generation_id = {2} AND {3}
LIMIT 1)sql";

constexpr std::string_view labels_sql = R"sql(
SELECT path, tag, category, confidence, classifier, inclusion_probability, language,
       language_confidence
FROM {0}labels
WHERE generation_id = {1}
ORDER BY confidence DESC NULLS LAST, path, tag, category)sql";

/// An id of the gateway's tells the millisecond it was made in, which may differ from when the
/// request came by as much as clocks are set: a day on either side is searched before all others.
std::vector<std::string> where_to_look(const std::string& id) {
    std::vector<std::string> conditions;
    if (const auto number = ledger::parse_generation_id(id)) {
        const auto day = gateway::day_of(ledger::generation_created_us(*number));
        conditions.push_back(Days{day - 1, day + 1}.sql());
    }
    conditions.emplace_back("true");
    return conditions;
}

Result<std::optional<Found>> find_stored(warehouse::Warehouse& warehouse, const std::string& id,
                                         const Visitor& visitor) {
    const std::string literal = warehouse::sql_literal(id);
    for (const std::string& condition : where_to_look(id)) {
        const auto table =
            warehouse.query(fmt::format(record_sql, record_columns_sql(), store_tables, literal,
                                        own_condition(visitor) + " AND " + condition));
        if (!table) {
            return std::unexpected(table.error());
        }
        if (table->rows.empty()) {
            continue;
        }
        const auto& row = table->rows.front();
        Found found;
        found.record = record_of(row);
        found.is_stored = true;
        // Where files lie is the operator's affair.
        if (visitor.role == Role::admin) {
            found.file = json_of(row[row.size() - 2]);
        }
        found.imported_at = moment_json(count_of(row.back()));
        const auto labels = warehouse.query(fmt::format(labels_sql, store_tables, literal));
        if (!labels) {
            return std::unexpected(labels.error());
        }
        for (const auto& label : labels->rows) {
            found.labels.push_back(object_of(labels->columns, label));
        }
        return std::optional(std::move(found));
    }
    return std::nullopt;
}

/// The ledger keeps a generation before, and for some time after, the store has it.
Result<std::optional<Found>> find_settled(Context& context, const std::string& id,
                                          const Visitor& visitor) {
    Found found;
    if (auto recent = context.find_recent(id);
        recent && recent->record.generation_id == id && is_visible(recent->record, visitor)) {
        found.record = std::move(recent->record);
        return std::optional(std::move(found));
    }
    const auto number = ledger::parse_generation_id(id);
    if (!number) {
        return std::nullopt;
    }
    auto settled = context.ledger.generation(*number, std::nullopt);
    if (!settled) {
        return std::unexpected(settled.error());
    }
    if (!*settled || !is_visible(**settled, visitor)) {
        return std::nullopt;
    }
    found.record = *std::move(*settled);
    return std::optional(std::move(found));
}

Json detail_json(const Found& found, Context& context, const Query& query) {
    const record::Generation& record = found.record;
    Json attempts = nullptr;
    if (const auto recent = context.find_recent(record.generation_id.value_or(""));
        recent && is_visible(recent->record, query.visitor)) {
        attempts = attempts_json(recent->attempts);
    }
    return {{"record", record_json(record, query.visitor)},
            {"account", account_json(record, Names(context, query.visitor))},
            {"classes", classes_json(record)},
            {"price", price_json(record, context.catalog)},
            {"attempts", std::move(attempts)},
            {"labels", found.labels},
            {"provenance",
             {{"source", or_null(record.source)},
              {"import_batch", or_null(record.import_batch)},
              {"file", found.file},
              {"imported_at", found.imported_at},
              {"usage_provenance", or_null(record.usage_provenance)}}},
            {"settled", found.is_stored ? "store" : "ledger"}};
}

}  // namespace

gateway::SiteAnswer generation_page(const Query& query, Context& context) {
    Parameters parameters(query);
    if (auto read = parameters.finish(); !read) {
        return answer_error(read.error());
    }
    const std::string& id = query.parts.back();
    if (!is_plain(id) || id.size() > Parameters::value_bytes_max) {
        return answer_error(404, "There is no such generation");
    }
    std::optional<Found> found;
    const auto read = context.read_store([&](warehouse::Store& store) -> Status {
        auto stored = find_stored(store, id, query.visitor);
        if (!stored) {
            return std::unexpected(stored.error());
        }
        found = *std::move(stored);
        return {};
    });
    if (!found) {
        auto settled = find_settled(context, id, query.visitor);
        if (!settled) {
            return answer_error(settled.error());
        }
        found = *std::move(settled);
    }
    if (found) {
        return answer_json(detail_json(*found, context, query));
    }
    return read ? answer_error(404, "There is no such generation, or it has not ended yet")
                : answer_error(read.error());
}

}  // namespace orrery::dashboard
