#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "dashboard/context.h"
#include "gateway/site.h"

namespace orrery::dashboard {

/// Writes JSON; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] gateway::SiteAnswer json_answer(const nlohmann::json& json);
/// Writes {"error": {"code", "message"}}; 503 asks to try again in a second.
[[nodiscard]] gateway::SiteAnswer error_answer(int status, std::string_view message);
/// Answers 400 for `bad_input` and `usage`, 404 for `not_found`, 503 for `unavailable`, else 500.
[[nodiscard]] gateway::SiteAnswer error_answer(const Error& error);

/// What GET /api/session says: {"role", "name", "version", "now"}.
[[nodiscard]] nlohmann::json visitor_json(const Visitor& visitor, std::int64_t now_us);

}  // namespace orrery::dashboard
