#pragma once

#include <string>

#include "base/table.h"

namespace orrery::cli {

/// Lays a table out in columns for a terminal: numbers to the right, NULL as such, a rule under
/// the header, and the row count.
[[nodiscard]] std::string text_table(const Table& table);

/// Wraps a query so that every cell of its answer is a text: nested types and exact decimals print
/// as the engine writes them.
[[nodiscard]] std::string as_texts(const std::string& query);

}  // namespace orrery::cli
