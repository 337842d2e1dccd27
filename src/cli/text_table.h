#pragma once

#include <string>

#include "base/table.h"

namespace orrery::cli {

/// Lays a table out in columns for a terminal: numbers to the right, NULL as such, a rule under
/// the header, and the row count.
[[nodiscard]] std::string text_table(const Table& table);

}  // namespace orrery::cli
