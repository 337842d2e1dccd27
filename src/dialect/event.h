#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dialect/usage.h"

namespace orrery::dialect {

/// How a generation ended, in OpenAI's words.
enum class Finish { stop, length, tool_calls, content_filter, error };
[[nodiscard]] std::string_view name_of(Finish finish);
/// Maps a provider's word of any dialect ("end_turn", "MAX_TOKENS", "tool_use") to ours.
[[nodiscard]] Finish finish_of(std::string_view native);

/// One thing that an answer says, whatever the dialect. A whole answer is a list of them.
struct Event {
    enum class Kind {
        start,      ///< First: `id` and `text` (the model's name) as the provider gives them.
        text,       ///< `text` is the next piece of the answer.
        refusal,    ///< `text` is the next piece of a refusal.
        reasoning,  ///< `text` is the next piece of visible reasoning.
        reasoning_signature,  ///< `text` proves the reasoning so far to its provider (opaque).
        reasoning_redacted,   ///< `text` is reasoning that only its provider can read (opaque);
                              ///< `id` the tool call that it goes with, or empty. Of both, `name`
                              ///< is the `format` of OpenRouter's `reasoning_details`, or empty.
        tool_call,  ///< A call begins: `index`, `id`, `name`; `text` may hold its first arguments.
        tool_arguments,  ///< `text` is the next piece of the arguments (JSON) of call `index`.
        image,           ///< `text` is a data URL or URL of an image in the answer.
        annotation,      ///< `text` is a JSON object as OpenRouter's `annotations` have it.
        logprobs,        ///< `text` is the JSON of `choices[].logprobs` for the piece before.
        embedding,       ///< `text` is the JSON array (or base64 text in quotes) of vector `index`.
        finish,          ///< `finish`, and `text` in the provider's own words; `name` is the stop
                         ///< sequence that was met, or empty.
        usage,           ///< `usage`; a later one replaces what it knows.
        error,           ///< `text` is the message, `status` the HTTP status it stands for.
    };

    Kind kind = Kind::text;
    std::int64_t choice = 0;  ///< Which of `n` choices.
    std::int64_t index = 0;   ///< Which tool call or vector.
    std::string id;
    std::string name;
    std::string text;
    Finish finish = Finish::stop;
    int status = 0;
    Usage usage;
};

}  // namespace orrery::dialect
