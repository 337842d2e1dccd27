#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace orrery::dialect {

/// Appends an amount in USD as a JSON number, exact to the nano-USD and without idle zeros.
void append_usd(std::string& out, std::int64_t nano_usd);

/// Reads a JSON number in USD, rounded to the nearest nano-USD. Nothing when it is no amount:
/// negative, no number, or more than 9e9 USD.
[[nodiscard]] std::optional<std::int64_t> read_usd(std::string_view number);

/// Reads a JSON number as a count. Nothing when it is no whole number from 0 to 2^53.
[[nodiscard]] std::optional<std::int64_t> read_count(std::string_view number);

}  // namespace orrery::dialect
