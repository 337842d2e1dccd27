#include "dialect/event.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace orrery::dialect {
namespace {

/// The words of OpenAI, Anthropic, Gemini and those who speak like one of them, in lower case.
constexpr std::array<std::pair<std::string_view, Finish>, 41> native_words = {{
    {"stop", Finish::stop},
    {"end_turn", Finish::stop},
    {"stop_sequence", Finish::stop},
    {"pause_turn", Finish::stop},
    {"eos", Finish::stop},
    {"eos_token", Finish::stop},
    {"complete", Finish::stop},
    {"completed", Finish::stop},
    {"length", Finish::length},
    {"max_tokens", Finish::length},
    {"max_output_tokens", Finish::length},
    {"max_length", Finish::length},
    {"model_length", Finish::length},
    {"model_context_window_exceeded", Finish::length},
    {"tool_calls", Finish::tool_calls},
    {"tool_call", Finish::tool_calls},
    {"tool_use", Finish::tool_calls},
    {"function_call", Finish::tool_calls},
    {"content_filter", Finish::content_filter},
    {"content_filtered", Finish::content_filter},
    {"refusal", Finish::content_filter},
    {"sensitive", Finish::content_filter},
    {"guardrail_intervened", Finish::content_filter},
    {"safety", Finish::content_filter},
    {"recitation", Finish::content_filter},
    {"language", Finish::content_filter},
    {"blocklist", Finish::content_filter},
    {"prohibited_content", Finish::content_filter},
    {"spii", Finish::content_filter},
    {"image_safety", Finish::content_filter},
    {"image_prohibited_content", Finish::content_filter},
    {"image_recitation", Finish::content_filter},
    {"error", Finish::error},
    {"abort", Finish::error},
    {"network_error", Finish::error},
    {"insufficient_system_resource", Finish::error},
    {"malformed_function_call", Finish::error},
    {"unexpected_tool_call", Finish::error},
    {"too_many_tool_calls", Finish::error},
    {"no_image", Finish::error},
    {"other", Finish::error},
}};

bool equal_in_any_case(std::string_view lower, std::string_view word) {
    return std::ranges::equal(lower, word, [](char small, unsigned char any) {
        return small == static_cast<char>(std::tolower(any));
    });
}

}  // namespace

std::string_view name_of(Finish finish) {
    switch (finish) {
        case Finish::stop:
            return "stop";
        case Finish::length:
            return "length";
        case Finish::tool_calls:
            return "tool_calls";
        case Finish::content_filter:
            return "content_filter";
        case Finish::error:
            return "error";
    }
    return "error";
}

Finish finish_of(std::string_view native) {
    for (const auto& [word, finish] : native_words) {
        if (equal_in_any_case(word, native)) {
            return finish;
        }
    }
    return Finish::stop;
}

}  // namespace orrery::dialect
