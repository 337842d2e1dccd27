#include "dialect/gemini/counts.h"

#include <optional>
#include <string_view>

#include "dialect/wire/field.h"

namespace orrery::dialect {

namespace {

/// Counts beyond any context window are no counts; sums stay in range.
std::optional<std::int64_t> count_at(const Json& object, std::string_view key) {
    constexpr std::int64_t tokens_max = 1'000'000'000'000;
    const auto count = integer_at(object, key);
    return count && *count >= 0 && *count <= tokens_max ? count : std::nullopt;
}

std::optional<std::int64_t> audio_of(const Json& metadata, std::string_view key) {
    for (const Json& detail : list_at(metadata, key)) {
        if (text_at(detail, "modality") == "AUDIO") {
            return count_at(detail, "tokenCount");
        }
    }
    return std::nullopt;
}

}  // namespace

Usage read_counts(const Json& metadata, Provenance provenance) {
    const auto prompt = count_at(metadata, "promptTokenCount");
    const auto tool_use = count_at(metadata, "toolUsePromptTokenCount");
    const auto candidates = count_at(metadata, "candidatesTokenCount");
    const auto thoughts = count_at(metadata, "thoughtsTokenCount");
    const auto total = count_at(metadata, "totalTokenCount");
    Usage usage;
    if (prompt) {
        usage.prompt = *prompt + tool_use.value_or(0);
    }
    if (candidates) {
        usage.completion = *candidates + thoughts.value_or(0);
    } else if (usage.prompt && total && *total >= *usage.prompt + thoughts.value_or(0)) {
        usage.completion = *total - *usage.prompt;
    } else {
        usage.completion = thoughts;
    }
    usage.reasoning = thoughts;
    usage.cache_read = count_at(metadata, "cachedContentTokenCount");
    usage.audio_prompt = audio_of(metadata, "promptTokensDetails");
    usage.audio_completion = audio_of(metadata, "candidatesTokensDetails");
    usage.provenance = usage.prompt || usage.completion ? provenance : Provenance::unknown;
    return usage;
}

}  // namespace orrery::dialect
