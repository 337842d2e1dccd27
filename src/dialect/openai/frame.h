#pragma once

#include <string>
#include <string_view>

#include "dialect/answer.h"

namespace orrery::dialect {

inline constexpr std::string_view chunk_opening = "data: {";
inline constexpr std::string_view chunk_closing = "}\n\n";
inline constexpr std::string_view body_object = "\"object\":\"chat.completion\",";
inline constexpr std::string_view done_event = "data: [DONE]\n\n";

/// What differs between the chunks of chat and of legacy completions.
struct ChunkShape {
    std::string_view object;   ///< The member `object`, comma and all.
    std::string_view nothing;  ///< What a choice says that says nothing.
};
inline constexpr ChunkShape chat_chunk = {"\"object\":\"chat.completion.chunk\",",
                                          "\"delta\":{\"role\":\"assistant\",\"content\":\"\"}"};
inline constexpr ChunkShape completion_chunk = {"\"object\":\"text_completion\",",
                                                "\"text\":\"\",\"logprobs\":null"};

/// Writes `"id":"…","provider":"…","model":"…",` as every chunk and body of ours begins.
[[nodiscard]] std::string answer_head(const AnswerContext& context);

/// Appends `"orrery":{"dropped":[…]},` where something was dropped.
void append_dropped(std::string& out, const AnswerContext& context);

/// Appends the last chunk of a good stream, with empty choices and usage, and `[DONE]`. `tail` are
/// members, each with a comma behind it; `created` is Unix time.
void append_last_chunk(std::string& out, const ChunkShape& shape, std::string_view head,
                       std::string_view tail, std::string_view created, const Bill& bill,
                       const AnswerContext& context);

/// Appends the chunk that ends a broken stream.
void append_error_chunk(std::string& out, const ChunkShape& shape, std::string_view head,
                        std::string_view created, int status, std::string_view message);

}  // namespace orrery::dialect
