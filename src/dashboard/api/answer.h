#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/format/json.h"
#include "base/result.h"
#include "base/table.h"
#include "gateway/pages/past/sql.h"
#include "gateway/pages/question.h"
#include "gateway/site.h"

namespace orrery::dashboard {

using Json = nlohmann::ordered_json;

/// Writes JSON; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] gateway::SiteAnswer answer_json(const Json& json, int status = 200);

/// Writes {"error": {"code", "message"}}. A 503 says when to come again.
[[nodiscard]] gateway::SiteAnswer answer_error(int status, std::string_view message);

/// Answers 400 for `bad_input` and `usage`, 404 for `not_found`, 503 for `unavailable`. What is
/// Orrery's own fault is a 500 that does not say more: it may name tables and files.
[[nodiscard]] gateway::SiteAnswer answer_error(const Error& error);

/// Writes what is not known as null.
template <typename T>
[[nodiscard]] Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

using gateway::count_of;
using gateway::json_of;
using gateway::usd_or_null;

/// Writes a moment (microseconds since 1970, UTC) as ISO 8601 with Z, what is not known as null.
[[nodiscard]] Json moment_json(std::optional<std::int64_t> moment_us);

}  // namespace orrery::dashboard
