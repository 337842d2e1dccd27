#include "record/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace orrery::record {
namespace {

constexpr std::string_view sql_type_of(std::string_view type) {
    constexpr std::array types = {
        std::pair{"text", "VARCHAR"}, std::pair{"timestamp", "TIMESTAMP"},
        std::pair{"count", "BIGINT"}, std::pair{"small", "INTEGER"},
        std::pair{"flag", "BOOLEAN"}, std::pair{"real", "DOUBLE"},
        std::pair{"money", "BIGINT"},
    };
    for (const auto& [name, sql] : types) {
        if (type == name) {
            return sql;
        }
    }
    return {};
}

constexpr Column all_columns[] = {
#define ORRERY_COLUMN(group, type, name, meaning) \
    {#group, #type, sql_type_of(#type), #name, meaning},
#include "record/generation.def"
#undef ORRERY_COLUMN
};

/// How the warehouse stores a column whose texts are ids or of few kinds: named, so that DuckDB
/// does not try each of its methods on every row group.
std::string_view compression_of(const Column& column) {
    constexpr std::array<std::string_view, 15> words = {
        "source",           "country",
        "region",           "model",
        "permaslug",        "model_requested",
        "variant",          "provider",
        "api_type",         "strategy",
        "terminal_state",   "finish_reason",
        "price_id",         "native_finish_reason",
        "usage_provenance",
    };
    if (column.name == "generation_id") {
        return " USING COMPRESSION fsst";
    }
    return std::ranges::find(words, column.name) == words.end() ? ""
                                                                : " USING COMPRESSION dictionary";
}

constexpr std::string_view groups[] = {"identity", "time",    "where",  "model",
                                       "outcome",  "agentic", "tokens", "money"};

}  // namespace

std::span<const Column> columns() {
    return all_columns;
}

const Column* find_column(std::string_view name) {
    const auto* found = std::ranges::find(all_columns, name, &Column::name);
    return found == std::ranges::end(all_columns) ? nullptr : found;
}

std::string create_table_sql(std::string_view table) {
    std::string sql = fmt::format("CREATE TABLE {} (", table);
    for (const Column& column : all_columns) {
        sql += fmt::format("{}\n    {} {}{}", &column == all_columns ? "" : ",", column.name,
                           column.sql_type, compression_of(column));
    }
    return sql + "\n)";
}

std::string columns_markdown() {
    std::string text =
        "# The generation record\n\n"
        "One flat, content-free row a request. The names below are the column names everywhere: "
        "in\n"
        "C++, SQL, CSV, JSON and Parquet. Unknown is NULL; an explicit 0 is kept. Money is "
        "integer\n"
        "nano-USD, times are UTC. This page is written from `src/record/generation.def`; a test\n"
        "compares the two.\n";
    for (const std::string_view group : groups) {
        text += fmt::format("\n## {}\n\n| column | type | meaning |\n|---|---|---|\n", group);
        for (const Column& column : all_columns) {
            if (column.group == group) {
                text +=
                    fmt::format("| {} | {} | {} |\n", column.name, column.sql_type, column.meaning);
            }
        }
    }
    return text;
}

}  // namespace orrery::record
