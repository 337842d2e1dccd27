#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// What a parameter of a request may be; null counts as absent.
enum class ParameterType { text, number, integer, positive, flag, array, object, text_or_array };

struct ParameterRule {
    std::string_view name;
    ParameterType type;
};

/// Fails with `bad_input` on the first parameter that breaks its rule.
[[nodiscard]] Status check_parameters(const Json& body, std::span<const ParameterRule> rules);

/// Checks the parameters that chat and completions have alike, and those of the gateway.
[[nodiscard]] Status check_shared_parameters(const Json& body);

/// Checks `messages`: roles, the types of content and of its parts, tool calls.
[[nodiscard]] Status check_messages(const Json& body);

}  // namespace orrery::dialect
