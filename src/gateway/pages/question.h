#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialect/request.h"
#include "gateway/pages/caller.h"
#include "gateway/station/station.h"

namespace orrery::gateway {

using dialect::Json;

/// One request to a page, with all that answering it needs: it may go to a worker's thread and
/// outlive the connection that asked.
struct Question {
    std::vector<std::string> names;  ///< What stands for each `*` of the page's pattern, decoded.
    std::string query;               ///< What follows '?' in the target.
    std::string body;
    Caller caller;
    std::shared_ptr<const Serving> serving;
    Shared* shared = nullptr;  ///< REQUIRES: outlives every worker's job.
    std::int64_t now_us = 0;   ///< Unix, UTC.

    /// Finds a parameter of the query, decoded; nothing when it is absent or empty.
    [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;
    /// REQUIRES: the page is not for everyone.
    [[nodiscard]] const ledger::Account& account() const { return *caller.key->owner; }
};

/// What a page says. An error has a message and no body.
struct Answer {
    int status = 200;
    std::string body;
    std::string message;
    std::string_view content_type = "application/json";
};

/// Writes JSON; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] Answer answer_json(const Json& json, int status = 200);
[[nodiscard]] Answer answer_error(int status, std::string message);
/// Answers 400 for `bad_input` and `usage`, 404 for `not_found`, 503 for `unavailable`, else 500.
[[nodiscard]] Answer answer_error(const Error& error);

/// Reads a whole number within bounds from the query, or gives `otherwise`.
[[nodiscard]] Result<std::int64_t> whole_parameter(const Question& question, std::string_view name,
                                                   std::int64_t otherwise, std::int64_t lowest,
                                                   std::int64_t highest);
/// Fails when the query names one of these parameters: this gateway has no such thing.
[[nodiscard]] Status refuse_parameters(const Question& question,
                                       std::initializer_list<std::string_view> names);
/// Fails when a workspace other than the only one, "default", is asked for.
[[nodiscard]] Status require_default_workspace(const Question& question);

/// Every account has one workspace.
inline constexpr std::string_view workspace_id = "default";

/// US dollars as a JSON number: the double nearest to the amount, which prints as the amount itself
/// up to nine million dollars.
[[nodiscard]] Json usd(std::int64_t nano_usd);
[[nodiscard]] Json usd_or_null(std::optional<std::int64_t> nano_usd);

}  // namespace orrery::gateway
