#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace orrery::warehouse {

/// How a text of a log was understood.
enum class TextKind {
    none,      ///< Empty, or a JSON container with nothing in it.
    text,      ///< A text as it stands.
    messages,  ///< JSON: messages, or a request that holds them.
};

/// What is kept of a prompt: sizes, and for as long as it is classified its first part.
struct TextFacts {
    TextKind kind = TextKind::none;
    std::int64_t prompt_bytes = 0;  ///< Of all texts before the answer.
    std::int64_t answer_bytes = 0;  ///< Of the texts of a last message by the assistant.
    std::int64_t turns = 0;         ///< Messages of the user or of tools.
    std::int64_t media = 0;         ///< Parts that are images, audio or files.
    std::int64_t tool_calls = 0;    ///< In the answer.
    std::string prompt;             ///< What classifier::prompt_text takes of it; may be empty.
};

/// Reads what a log calls its prompt or its messages: a plain text, messages by any of the common
/// names (role and content, from and value, author and parts, OpenTelemetry's parts), alone or in a
/// request under `messages`, `contents`, `input` or `prompt`, as JSON or as JSON in a JSON string.
/// Takes any bytes; JSON that is none of these counts as a plain text.
[[nodiscard]] TextFacts read_text(std::string_view text);

/// Returns "none", "text" or "messages".
[[nodiscard]] std::string_view kind_name(TextKind kind);

}  // namespace orrery::warehouse
