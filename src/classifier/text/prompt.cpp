#include "classifier/text/prompt.h"

#include <algorithm>
#include <array>

#include "classifier/text/code_points.h"

namespace orrery::classifier {
namespace {

/// Blocks that an agent adds around what a person wrote: state of an editor, reminders, files.
constexpr std::array<std::string_view, 14> added_blocks{
    "system-reminder",     "system_reminder", "environment_details",
    "environment_context", "additional_data", "attached_files",
    "open_files",          "context",         "file_content",
    "custom_instructions", "tool_result",     "command-message",
    "command-name",        "user_info"};
/// Blocks that hold what a person wrote: only their tags go.
constexpr std::array<std::string_view, 6> wrapping_blocks{
    "task", "user_query", "user_message", "user_request", "feedback", "query"};
/// How much of a turn is searched for blocks; more than enough for code_points_max to be left.
constexpr std::size_t bytes_max = std::size_t{16} << 10U;

std::string tag(std::string_view name, std::string_view opening) {
    return std::string(opening) + std::string(name) + ">";
}

void erase_blocks(std::string& text) {
    for (const std::string_view name : added_blocks) {
        const std::string opening = tag(name, "<");
        const std::string closing = tag(name, "</");
        for (auto begin = text.find(opening); begin != std::string::npos;
             begin = text.find(opening, begin)) {
            const auto end = text.find(closing, begin);
            text.erase(begin, end == std::string::npos ? end : end + closing.size() - begin);
        }
    }
    for (const std::string_view name : wrapping_blocks) {
        for (const std::string& mark : {tag(name, "<"), tag(name, "</")}) {
            for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
                text.erase(at, mark.size());
            }
        }
    }
}

void trim(std::string& text) {
    constexpr std::string_view blank = " \t\r\n";
    text.erase(0, std::min(text.find_first_not_of(blank), text.size()));
    text.erase(text.find_last_not_of(blank) + 1);
}

}  // namespace

std::string without_boilerplate(std::string_view text) {
    std::string kept(text.substr(0, bytes_max));
    erase_blocks(kept);
    trim(kept);
    return kept.empty() ? std::string(text.substr(0, bytes_max)) : kept;
}

std::string prompt_text(std::span<const Turn> turns) {
    std::string text;
    const auto user = std::ranges::find(turns.rbegin(), turns.rend(), "user", &Turn::role);
    if (user != turns.rend()) {
        text = without_boilerplate(user->text);
    }
    for (const Turn& turn : turns) {
        if (turn.role == "system" || turn.role == "developer") {
            text += (text.empty() ? "" : "\n\n") + without_boilerplate(turn.text);
        }
    }
    if (text.empty() && !turns.empty()) {
        text = without_boilerplate(turns.back().text);
    }
    return std::string(first_code_points(text, code_points_max));
}

}  // namespace orrery::classifier
