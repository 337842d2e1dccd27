#include "warehouse/import/checks/validation.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "record/columns.h"
#include "warehouse/retention.h"

namespace orrery::warehouse {
namespace {

/// Nobody served a language model before this day; such dates are clocks gone wrong.
constexpr std::string_view earliest_day = "2015-01-01";

/// No id, name or reason is longer. What is, may be a prompt in the wrong column.
constexpr int text_bytes_max = 1024;

struct Vocabulary {
    std::string_view column;
    std::string_view words;
};

constexpr std::array vocabularies = {
    Vocabulary{"terminal_state",
               "'done','upstream_cut','client_gone','error_mid_stream','timeout',"
               "'upstream_error','rejected','lost'"},
    Vocabulary{"finish_reason", "'stop','length','tool_calls','content_filter','error'"},
    Vocabulary{"usage_provenance",
               "'provider_final','provider_partial','estimated','imported','unknown'"},
};

constexpr std::array checked_texts = {"generation_id", "model_requested", "model", "provider",
                                      "app",           "account_id"};

/// Collects WHEN branches; the first that holds names the reason.
class Branches {
public:
    void add(std::string_view condition, std::string_view reason) {
        sql_ += fmt::format("\n        WHEN {} THEN '{}'", condition, reason);
    }
    [[nodiscard]] std::string expression() const {
        return fmt::format("CASE{}\n        ELSE NULL END", sql_);
    }

private:
    std::string sql_;
};

void add_type_checks(const std::map<std::string, std::string>& types, Branches& branches) {
    for (const record::Column& column : record::columns()) {
        const auto mapped = types.find(std::string(column.name));
        if (mapped != types.end() && mapped->second == "VARCHAR" && column.sql_type != "VARCHAR") {
            branches.add(fmt::format("{0} IS NOT NULL AND TRY_CAST({0} AS {1}) IS NULL",
                                     column.name, column.sql_type),
                         fmt::format("{} is not a {}", column.name, column.sql_type));
        }
    }
}

void add_range_checks(const std::map<std::string, std::string>& types, Branches& branches) {
    for (const record::Column& column : record::columns()) {
        const bool is_amount = column.type == "count" || column.type == "small" ||
                               column.type == "real" || column.name == "cost_nano_usd" ||
                               column.name == "upstream_cost_nano_usd";
        if (is_amount && types.contains(std::string(column.name))) {
            branches.add(fmt::format("TRY_CAST({} AS {}) < 0", column.name, column.sql_type),
                         fmt::format("{} is negative", column.name));
        }
    }
}

}  // namespace

std::string rejection_expression(const std::map<std::string, std::string>& types,
                                 const std::string& pruned_before) {
    Branches branches;
    if (types.contains("reject_reason")) {
        branches.add("reject_reason IS NOT NULL", "' || reject_reason || '");
    }
    branches.add("generation_id IS NULL OR generation_id = ''", "generation_id is missing");
    add_type_checks(types, branches);
    branches.add("created_at IS NULL", "created_at is missing");
    branches.add(fmt::format("TRY_CAST(created_at AS TIMESTAMP) < TIMESTAMP '{}'", earliest_day),
                 fmt::format("created_at is before {}", earliest_day));
    if (!pruned_before.empty()) {
        branches.add(
            fmt::format("TRY_CAST(created_at AS TIMESTAMP) < TIMESTAMP '{}'", pruned_before),
            pruned_reason);
    }
    branches.add("TRY_CAST(created_at AS TIMESTAMP) > CAST(now() AS TIMESTAMP) + INTERVAL 1 DAY",
                 "created_at is in the future");
    add_range_checks(types, branches);
    for (const auto& [column, words] : vocabularies) {
        if (types.contains(std::string(column))) {
            branches.add(fmt::format("{} NOT IN ({})", column, words),
                         fmt::format("{} is not one of the record''s words", column));
        }
    }
    if (types.contains("country")) {
        branches.add("country IS NOT NULL AND NOT regexp_full_match(country, '[A-Z]{2}')",
                     "country is not an ISO 3166 alpha-2 code");
    }
    for (const record::Column& column : record::columns()) {
        const auto mapped = types.find(std::string(column.name));
        if (column.type == "text" && mapped != types.end() && mapped->second == "VARCHAR") {
            branches.add(fmt::format("strlen({}) > {}", column.name, text_bytes_max),
                         fmt::format("{} is longer than {} bytes", column.name, text_bytes_max));
        }
    }
    for (const char* column : checked_texts) {
        if (types.contains(column)) {
            branches.add(fmt::format("contains({}, chr(0))", column),
                         fmt::format("{} holds a NUL byte", column));
        }
    }
    return branches.expression();
}

}  // namespace orrery::warehouse
