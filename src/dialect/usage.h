#pragma once

#include <cstdint>
#include <optional>

namespace orrery::dialect {

/// Where token counts come from; the record's usage_provenance.
enum class Provenance { unknown, estimated, provider_partial, provider_final };

/// Token counts of one generation as totals, the way the record keeps them: prompt holds cache
/// reads and writes, completion holds reasoning. Nothing means unknown; an explicit 0 is kept.
struct Usage {
    std::optional<std::int64_t> prompt;
    std::optional<std::int64_t> completion;
    std::optional<std::int64_t> reasoning;
    std::optional<std::int64_t> cache_read;
    std::optional<std::int64_t> cache_write;
    std::optional<std::int64_t> audio_prompt;
    std::optional<std::int64_t> audio_completion;
    /// What the provider says it charged, where it says so (OpenRouter, some others).
    std::optional<std::int64_t> cost_nano_usd;
    Provenance provenance = Provenance::unknown;

    bool operator==(const Usage&) const = default;
};

/// The disjoint classes of a usage, whose sums are the provider's totals.
struct TokenClasses {
    std::int64_t uncached_in = 0;
    std::int64_t cache_read = 0;
    std::int64_t cache_write = 0;
    std::int64_t text_out = 0;
    std::int64_t reasoning_out = 0;

    bool operator==(const TokenClasses&) const = default;
};

/// Splits totals into disjoint classes. Nothing when prompt or completion is unknown, or when the
/// parts exceed their total: such a usage is not to be charged by classes.
[[nodiscard]] std::optional<TokenClasses> classes_of(const Usage& usage);

}  // namespace orrery::dialect
