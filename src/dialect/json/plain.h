#pragma once

#include <cstddef>

namespace orrery::dialect {

/// Returns where a run of plain text inside a JSON string ends: at a quote, a backslash or a
/// control character, or at `end`.
[[nodiscard]] const char* plain_end(const char* at, const char* end);

/// Moves `at` over plain text and the escapes `\n` and `\"`, by far the most frequent ones, as long
/// as sixteen bytes and the one behind them can be looked at; it stops before anything else.
/// Returns how many escapes it passed.
[[nodiscard]] std::size_t pass_simple(const char*& at, const char* end);

}  // namespace orrery::dialect
