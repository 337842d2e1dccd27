#pragma once

#include <span>
#include <string>
#include <string_view>

namespace orrery::record {

/// One column of the generation record, as data.
struct Column {
    std::string_view group;     ///< identity, time, where, model, outcome, agentic, tokens, money.
    std::string_view type;      ///< text, timestamp, count, small, flag, real, money.
    std::string_view sql_type;  ///< The type in the warehouse: VARCHAR, TIMESTAMP, BIGINT ...
    std::string_view name;
    std::string_view meaning;
};

/// Returns every column in the order of generation.def.
[[nodiscard]] std::span<const Column> columns();

/// Returns the column of that name, or nullptr.
[[nodiscard]] const Column* find_column(std::string_view name);

/// Returns the CREATE TABLE statement of a table that holds generation records.
[[nodiscard]] std::string create_table_sql(std::string_view table);

/// Returns docs/record.md: the columns as a Markdown table for each group.
[[nodiscard]] std::string columns_markdown();

}  // namespace orrery::record
