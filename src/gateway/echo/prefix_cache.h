#pragma once

#include <cstdint>
#include <span>
#include <unordered_set>
#include <utility>

namespace orrery::gateway {

/// Remembers the prefixes of long prompts, as providers' prompt caches do: from 1,024 tokens on, in
/// blocks of 128 (platform.openai.com, "Prompt caching"). Bounded: the older half is forgotten.
class PrefixCache {
public:
    static constexpr std::size_t least_tokens = 1024;
    static constexpr std::size_t block_tokens = 128;

    /// Returns how many tokens of the prompt were seen before, and remembers the prompt. `tokens`
    /// are hashes; `seed` keeps models apart.
    std::int64_t seen(std::uint64_t seed, std::span<const std::uint64_t> tokens) {
        std::int64_t seen_tokens = 0;
        std::uint64_t hash = seed;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            hash = (hash ^ tokens[i]) * 0x9E3779B97F4A7C15U;
            hash ^= hash >> 29;
            const std::size_t length = i + 1;
            if (length < least_tokens || length % block_tokens != 0) {
                continue;
            }
            if (young_.contains(hash) || old_.contains(hash)) {
                seen_tokens = static_cast<std::int64_t>(length);
            }
            remember(hash);
        }
        return seen_tokens;
    }

private:
    static constexpr std::size_t half_max = 32 * 1024;

    void remember(std::uint64_t hash) {
        if (young_.size() >= half_max) {
            old_ = std::exchange(young_, {});
        }
        young_.insert(hash);
    }

    std::unordered_set<std::uint64_t> young_;
    std::unordered_set<std::uint64_t> old_;
};

}  // namespace orrery::gateway
