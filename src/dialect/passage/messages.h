#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "dialect/json/cursor.h"

namespace orrery::dialect {

/// What a pass over `messages` counts. Views into the body.
struct MessagesScan {
    std::int32_t turns = 0;  ///< Messages of roles user and tool.
    std::int64_t media = 0;  ///< Image, audio, video and file parts.
    std::string_view first_system;
    std::string_view first_other;
};

/// Walks over `messages`. Fails with `bad_input` and the path on a wrong type; where the JSON
/// itself is broken, `cursor.failed()` is true.
[[nodiscard]] Status scan_messages(JsonCursor& cursor, MessagesScan& scan);

}  // namespace orrery::dialect
