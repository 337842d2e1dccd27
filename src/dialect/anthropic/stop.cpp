#include "dialect/anthropic/stop.h"

#include <optional>

namespace orrery::dialect {

namespace {

Json or_null(const std::optional<std::int64_t>& count) {
    return count ? Json(*count) : Json();
}

}  // namespace

std::string_view stop_reason_of(const Event& finish) {
    constexpr std::string_view own[] = {"end_turn",
                                        "max_tokens",
                                        "stop_sequence",
                                        "tool_use",
                                        "pause_turn",
                                        "refusal",
                                        "model_context_window_exceeded"};
    for (const std::string_view reason : own) {
        if (reason == finish.text) {
            return reason;
        }
    }
    switch (finish.finish) {
        case Finish::length:
            return "max_tokens";
        case Finish::tool_calls:
            return "tool_use";
        case Finish::content_filter:
            return "refusal";
        default:
            return "end_turn";
    }
}

Json messages_usage(const Usage& usage) {
    std::optional<std::int64_t> input = usage.prompt;
    const std::int64_t cached = usage.cache_read.value_or(0) + usage.cache_write.value_or(0);
    const bool fits = !input || cached <= *input;
    if (input && fits) {
        *input -= cached;
    }
    Json written = {
        {"input_tokens", or_null(input)},
        {"cache_creation_input_tokens", fits ? or_null(usage.cache_write) : Json()},
        {"cache_read_input_tokens", fits ? or_null(usage.cache_read) : Json()},
        {"output_tokens", or_null(usage.completion)},
    };
    if (usage.reasoning) {
        written["output_tokens_details"] = {{"thinking_tokens", *usage.reasoning}};
    }
    return written;
}

}  // namespace orrery::dialect
