#pragma once

#include <string>
#include <string_view>

#include "dialect/answer.h"
#include "dialect/usage.h"

namespace orrery::dialect {

/// Reads an OpenAI usage object and what others put into it: DeepSeek's prompt_cache_hit_tokens,
/// Anthropic's cache fields, OpenRouter's cost. Counts that are absent, null or no count stay
/// unknown. Completion is made to hold reasoning where the total tells that it does not (xAI).
/// What the object does not say stays in `usage`; the provenance is the caller's.
void read_openai_usage(std::string_view object, Usage& usage);

/// Which totals a usage object must have.
enum class UsageShape { generation, embedding };

/// Appends `"usage":{…}` in OpenRouter's shape, or nothing where a total is unknown: the shape
/// has no way to say so. Unknown details are left out.
void append_openai_usage(std::string& out, const Bill& bill, bool is_byok, UsageShape shape);

}  // namespace orrery::dialect
