#pragma once

#include <string>
#include <string_view>

#include "classifier/text/code_points.h"

namespace orrery::classifier {

/// Returns what is natural language in the first code_points_max code points: valid UTF-8 without
/// fenced code, lines that look like code, addresses and mail addresses. Where all of it is code,
/// comments and strings among it count; empty if there is nothing to read. Stops after glyphs_max
/// code points.
[[nodiscard]] std::string natural_text(std::string_view text,
                                       std::size_t glyphs_max = code_points_max);

/// Tells whether a line looks like code rather than prose.
[[nodiscard]] bool looks_like_code(std::string_view line);

}  // namespace orrery::classifier
