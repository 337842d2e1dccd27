#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "dialect/event.h"
#include "dialect/usage.h"

namespace orrery::dialect {

/// What a passage notes of the chunks, or of the body, that go through it.
struct PassageNotes {
    bool has_content = false;
    Usage usage;
    std::optional<Finish> finish;
    std::string native_finish;
    std::string upstream_id;
    std::int32_t tool_calls = 0;
    std::int64_t content_bytes = 0;
    std::optional<Event> error;

    std::string created;       ///< Unix time as the provider gives it, or empty.
    std::string tail;          ///< Members of the held usage chunk, each with a comma behind it.
    std::string last_tool_id;  ///< Of the call that was counted last.
};

}  // namespace orrery::dialect
