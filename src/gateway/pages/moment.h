#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace orrery::gateway {

/// Writes a moment (microseconds since 1970, UTC) as RFC 3339: "2026-01-31T23:59:59.123Z".
[[nodiscard]] std::string moment_text(std::int64_t moment_us);
/// Writes a day (since 1970-01-01, UTC) as "2026-01-31".
[[nodiscard]] std::string day_text(std::int64_t day);
/// Writes a moment as an SQL literal of type TIMESTAMP.
[[nodiscard]] std::string moment_sql(std::int64_t moment_us);

/// Reads RFC 3339 with seconds and a zone: "2026-01-31T23:59:59Z", "…59.5+02:00".
[[nodiscard]] std::optional<std::int64_t> parse_moment(std::string_view text);
/// Reads "2026-01-31".
[[nodiscard]] std::optional<std::int64_t> parse_day(std::string_view text);

/// Returns the UTC day of a moment.
[[nodiscard]] std::int64_t day_of(std::int64_t moment_us);

}  // namespace orrery::gateway
