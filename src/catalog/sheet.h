#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/rows.h"

namespace orrery::catalog {

/// One fault in the facts, as the user reads it.
struct Problem {
    std::string file;
    int line = 0;
    std::string what;
    std::string hint;  ///< The next step to take.
};

enum class ColumnType { text, integer, real };
enum class Need { required, optional };

struct Column {
    std::string_view name;
    Need need = Need::optional;
    ColumnType type = ColumnType::text;
};

/// One file of the catalog: its columns in order, and how many of the first ones are the key.
struct Schema {
    std::string_view file;   ///< models.csv
    std::string_view table;  ///< catalog_models
    std::vector<std::string_view> key;
    std::vector<Column> columns;
};

/// Lists the seven files of the catalog.
[[nodiscard]] const std::vector<Schema>& schemas();

/// One row as text, with cells in the order of the schema's columns.
struct SheetRow {
    std::vector<std::string> cells;
    Place at;
    bool usable = true;  ///< False if it contradicts another row or itself; no lookup uses it.
};

/// One file of the catalog after all overlays, still as text.
struct Sheet {
    const Schema* schema = nullptr;
    std::vector<SheetRow> rows;
    std::vector<Problem> faults;  ///< Why rows are not usable.

    [[nodiscard]] std::size_t column(std::string_view name) const;
    [[nodiscard]] const std::string& cell(const SheetRow& row, std::string_view column) const;
    [[nodiscard]] Window window(const SheetRow& row) const;
    [[nodiscard]] std::string key(const SheetRow& row) const;
};

/// Reads a whole cell as a number; nothing if it is empty or is not one.
[[nodiscard]] std::optional<double> real(std::string_view cell);
[[nodiscard]] std::optional<std::int64_t> integer(std::string_view cell);

/// Reads one CSV text into the sheet: a known key replaces the row, a new key adds one.
[[nodiscard]] Status merge(Sheet& sheet, std::string_view csv, const std::string& file);

/// Sets aside rows of prices and aliases whose windows are impossible or overlap with another
/// row's that speaks of the same thing.
/// REQUIRES: the sheet has valid_from and valid_to.
void set_aside_bad_windows(Sheet& sheet);

}  // namespace orrery::catalog
