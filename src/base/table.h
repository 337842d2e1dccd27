#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace orrery {

/// One value of a table: NULL, a count, a measure or a text (dates are ISO texts).
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

/// The answer to a query: named columns, rows of as many cells.
struct Table {
    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> rows;

    /// Returns the position of a column, or columns.size() when there is none of that name.
    [[nodiscard]] std::size_t column(const std::string& name) const;
};

/// Reads a cell as a number; NULL and text give `otherwise`.
[[nodiscard]] double number_or(const Cell& cell, double otherwise);

/// Writes a cell as CSV and JSON carry it: NULL is empty, a double is its shortest exact form.
[[nodiscard]] std::string to_text(const Cell& cell);

/// Writes a table as RFC 4180 CSV with a header and LF line ends.
[[nodiscard]] std::string to_csv(const Table& table);

}  // namespace orrery
