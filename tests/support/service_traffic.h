#pragma once

#include <array>
#include <cstdint>
#include <random>

#include "record/generation.h"

namespace orrery::test_support {

/// Draws how generations were served: for which country, by whom, for which application, in how
/// many attempts, how they ended and what was cached. Each column is unknown now and then.
class ServiceTraffic {
public:
    explicit ServiceTraffic(std::uint64_t seed) : places_(seed + 1), random_(seed + 2) {}

    void serve(record::Generation& g) {
        constexpr std::array countries = {"US", "US", "DE", "IN", "CN", "BR", "ZA", "XX"};
        if (const auto at = places_() % 10; at < countries.size()) {
            g.country = countries[at];
        }
        constexpr std::array providers = {"Anthropic", "DeepInfra", "DeepInfra", "Groq", "Chutes",
                                          "OpenAI",    "Novita",    "Together",  "xAI"};
        constexpr std::array states = {"done", "done",        "done",           "done",   "lost",
                                       "done", "client_gone", "upstream_error", "timeout"};
        constexpr std::array apps = {"agent", "agent", "chat", "editor", "search"};
        if (const auto at = below(11); at < providers.size()) {
            g.provider = providers[at];
        }
        if (const auto at = below(12); at < states.size()) {
            g.terminal_state = states[at];
            g.cancelled = g.terminal_state == "client_gone";
        }
        if (const auto at = below(7); at < apps.size()) {
            g.app = apps[at];
        }
        if (const auto at = below(10); at < 8) {
            g.attempts = at < 6 ? 1 : 2;
        }
        if (below(10) < 7 && g.prompt_tokens) {
            const auto left = *g.prompt_tokens - g.cache_read_tokens.value_or(0);
            g.cache_write_tokens = amount(left + 1);
        }
        if (below(10) < 6) {
            g.cache_discount_nano_usd = amount(4'000'000) - 500'000;
        }
    }

private:
    std::size_t below(std::size_t bound) { return random_() % bound; }
    std::int64_t amount(std::int64_t bound) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
    }

    std::mt19937_64 places_, random_;
};

}  // namespace orrery::test_support
