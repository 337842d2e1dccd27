#include "dashboard/api/generation/row.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>

#include "gateway/pages/moment.h"
#include "record/columns.h"

namespace orrery::dashboard {
namespace {

void read(const Cell& cell, std::optional<std::string>& value) {
    if (const auto* text = std::get_if<std::string>(&cell)) {
        value = *text;
    }
}

void read(const Cell& cell, std::optional<std::int64_t>& value) {
    value = count_of(cell);
}

void read(const Cell& cell, std::optional<std::int32_t>& value) {
    if (const auto count = count_of(cell)) {
        value = static_cast<std::int32_t>(*count);
    }
}

void read(const Cell& cell, std::optional<double>& value) {
    if (!std::holds_alternative<std::monostate>(cell)) {
        value = number_or(cell, 0);
    }
}

void read(const Cell& cell, std::optional<bool>& value) {
    if (const auto* text = std::get_if<std::string>(&cell)) {
        value = *text == "true";
    }
}

}  // namespace

std::string record_columns_sql() {
    std::string sql;
    for (const record::Column& column : record::columns()) {
        const std::string name(column.name);
        sql += sql.empty() ? "" : ", ";
        sql += column.type == "timestamp" ? "epoch_us(g." + name + ")" : "g." + name;
    }
    return sql;
}

record::Generation record_of(const std::vector<Cell>& row) {
    record::Generation record;
    std::size_t at = 0;
    record::for_each_column(record, [&](const char*, auto& value) { read(row.at(at++), value); });
    return record;
}

bool is_visible(const record::Generation& record, const Visitor& visitor) {
    return visitor.role != Role::account ||
           (!visitor.account_id.empty() && record.account_id == visitor.account_id);
}

std::string model_of(const record::Generation& record, const catalog::Catalog& catalog) {
    if (!record.model) {
        return unknown_key;
    }
    const std::string day =
        record.created_at ? gateway::day_text(gateway::day_of(*record.created_at)) : std::string();
    const auto resolved = catalog.resolve(*record.model, day);
    return resolved ? std::string(resolved->slug) : *record.model;
}

Json generation_row(const record::Generation& record, const catalog::Catalog& catalog,
                    const Names& names) {
    const std::string account = record.account_id ? names.account(*record.account_id) : "";
    return {{"generation_id", record.generation_id.value_or("")},
            {"created_at", moment_json(record.created_at)},
            {"model", record.model ? Json(model_of(record, catalog)) : Json(nullptr)},
            {"provider", or_null(record.provider)},
            {"app", or_null(record.app)},
            {"account", account.empty() ? Json(nullptr) : Json(account)},
            {"country", or_null(record.country)},
            {"api_type", or_null(record.api_type)},
            {"terminal_state", or_null(record.terminal_state)},
            {"finish_reason", or_null(record.finish_reason)},
            {"http_status", or_null(record.http_status)},
            {"streamed", or_null(record.streamed)},
            {"prompt_tokens", or_null(record.prompt_tokens)},
            {"completion_tokens", or_null(record.completion_tokens)},
            {"cost_usd", usd_or_null(record.cost_nano_usd)},
            {"ttft_ms", or_null(record.ttft_ms)},
            {"generation_ms", or_null(record.generation_ms)},
            {"attempts", or_null(record.attempts)}};
}

}  // namespace orrery::dashboard
