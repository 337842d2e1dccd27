#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace orrery::gateway {

/// What `[[echo: name=value …]]` in the last message asks for.
struct EchoDirective {
    std::optional<int> status;                ///< Answers with this error, 400 to 599.
    std::optional<int> retry_after;           ///< Seconds, sent with `status`.
    std::optional<std::int64_t> cut_after;    ///< Breaks the connection after so many tokens.
    std::optional<std::int64_t> error_after;  ///< Sends an error after so many tokens.
    std::optional<std::int64_t> tokens;       ///< Makes the text exactly so long, to 100,000.
    std::optional<std::chrono::milliseconds> delay;  ///< Between tokens, to a minute.
    std::chrono::milliseconds stall{0};              ///< Before anything is sent, to ten minutes.
};

/// Takes the directives out of a text. Fails with `bad_input` on an unknown name or a value out of
/// its range.
[[nodiscard]] Result<EchoDirective> take_directive(std::string& text);

}  // namespace orrery::gateway
