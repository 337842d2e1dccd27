#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "catalog/catalog.h"
#include "support/stated_numbers.h"

namespace orrery::bench {

/// One line of the calibration table, ready to print.
struct CalibrationRow {
    std::string figure;
    std::string claim;
    std::string paper;     ///< As the paper shows it.
    std::string measured;  ///< As the store has it, in the same unit.
    std::string wanted;    ///< "12.00 % to 14.00 %".
    bool is_met = false;
};

/// Measures every stated number on a store, opened to be read only.
[[nodiscard]] Result<std::vector<CalibrationRow>> calibration_rows(
    const catalog::Catalog& catalog, const std::filesystem::path& store, double scale);

/// Shows a measured number in its unit beside what is wanted.
[[nodiscard]] CalibrationRow calibration_row(const test_support::MeasuredNumber& number);

/// Renders the rows as a Markdown table with the count of those met as its last line.
[[nodiscard]] std::string calibration_table(const std::vector<CalibrationRow>& rows);

}  // namespace orrery::bench
