#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "dialect/request.h"

namespace orrery::dialect {

/// What a model takes of the parameters that changed between Claude's versions. Other makers'
/// models behind this API take what Claude took before 4.6.
struct ClaudeAbility {
    bool adaptive = false;  ///< `thinking: adaptive` and `output_config.effort`: from 4.6 on.
    bool budget = true;     ///< `thinking.budget_tokens`: up to 4.6.
    bool sampling = true;   ///< temperature, top_p, top_k: up to 4.6.
    bool both = true;       ///< temperature beside top_p: before 4.1.
};
/// Reads the version out of a model's name ("claude-opus-4-7", "claude-3-7-sonnet-20250219").
/// Source: platform.claude.com, "Adaptive thinking", "Migrating to Claude Opus 4.7".
[[nodiscard]] ClaudeAbility ability_of(std::string_view model);

/// Writes `thinking`, `output_config.effort` and `max_tokens` of a request whose messages, tools
/// and tool choice are written already. A budget is at least 1,024 and below max_tokens; where the
/// client gave no bound the budget comes on top of the default. Reasoning that would be refused -
/// beside a forced tool, beside a prefilled answer, in a tool loop that began without it - is
/// dropped and named.
void write_thinking(const Json& chat, ClaudeAbility ability, std::int64_t max_tokens_default,
                    Json& body, std::vector<std::string>& dropped);

}  // namespace orrery::dialect
