#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace orrery::cli {

/// Returns the text to classify on a line: the line itself, or of a JSON object its `messages`
/// (the last user turn, then the system prompt), `prompt` or `text`. A line that begins with a
/// brace and is no JSON is a text. Fails on an object without any of the three.
[[nodiscard]] Result<std::string> text_of_line(std::string_view line, const std::string& where);

}  // namespace orrery::cli
