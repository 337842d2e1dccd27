#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/table.h"
#include "study/figure.h"

namespace orrery::report {

/// Groups the digits of a count: 1234567 is 1,234,567.
[[nodiscard]] std::string grouped(std::int64_t count);

/// Shortens a count to about three digits with K, M, B or T.
[[nodiscard]] std::string compact(double value);

/// Writes US dollars with as many digits as their size asks for.
[[nodiscard]] std::string dollars(double value);

/// Writes a fraction of 1 as a percentage.
[[nodiscard]] std::string percent(double share);

/// Writes a value in a figure's unit as a reader expects it; nothing is a dash.
[[nodiscard]] std::string formatted(std::optional<double> value, study::Unit unit);

/// Writes a bare number to four significant digits; nothing is a dash.
[[nodiscard]] std::string plain(std::optional<double> value);

/// Writes a statistic of a figure in `unit`: as a percentage or money where its name or the unit
/// says so, else as a bare number.
[[nodiscard]] std::string formatted_statistic(std::optional<double> value, std::string_view name,
                                              study::Unit unit);

/// Writes a cell of a named column: shares, money and tokens are known by the column's name.
[[nodiscard]] std::string formatted_cell(const Cell& cell, std::string_view column);

}  // namespace orrery::report
