#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Builds a JSON object. Fails with `bad_input` on broken JSON, on what is no object, and on more
/// levels than JsonCursor::depth_max, so that what walks over it by recursion is safe.
[[nodiscard]] Result<Json> parse_object(std::string_view text);

/// Writes JSON without white space. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string to_text(const Json& json);

/// Returns a member, or null where there is none or `object` is no object.
[[nodiscard]] const Json* member(const Json& object, std::string_view name);

/// Returns a member that is a string, or an empty text.
[[nodiscard]] std::string text_of(const Json& object, std::string_view name);

}  // namespace orrery::dialect
