#pragma once

#include <span>
#include <string>
#include <string_view>

namespace orrery::classifier {

/// One message of a request. Views live as long as the request.
struct Turn {
    std::string_view role;  ///< "system", "developer", "user", "assistant", "tool".
    std::string_view text;
};

/// Returns what of a request is classified, code_points_max code points at most: the last user
/// turn, then, where there is room, the system prompt. What agents and clients wrap around a turn
/// (the blocks and headings of without_boilerplate) does not count.
[[nodiscard]] std::string prompt_text(std::span<const Turn> turns);

/// Takes out blocks between tags that coding agents add to what a person wrote, such as
/// <system-reminder> and <environment_details>; unwraps those that hold it, such as <user_query>.
/// A text that has nothing else is returned as it is.
[[nodiscard]] std::string without_boilerplate(std::string_view text);

}  // namespace orrery::classifier
