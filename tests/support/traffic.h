#pragma once

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "record/generation.h"
#include "support/service_traffic.h"

namespace orrery::test_support {

/// 2025-08-20, a Wednesday: the eight weeks from here hold free launches and renamed models.
inline constexpr std::int64_t traffic_begins_us = 1'755'648'000'000'000;
inline constexpr std::int64_t traffic_days = 56;
inline constexpr std::int64_t day_us = 86'400'000'000;

/// Models of every class of the study, of more than 15 open and 10 reasoning ones, names that
/// changed their meaning, and names that no catalog knows.
inline constexpr std::array traffic_models = {"x-ai/grok-code-fast-1",
                                              "anthropic/claude-sonnet-4",
                                              "deepseek/deepseek-chat-v3-0324",
                                              "google/gemini-2.5-flash",
                                              "deepseek-chat",
                                              "x-ai/grok-4-fast",
                                              "openai/gpt-4o-mini",
                                              "qwen/qwen3-coder",
                                              "openai/gpt-5",
                                              "z-ai/glm-4.5",
                                              "openai/gpt-oss-120b",
                                              "google/gemini-2.5-pro",
                                              "deepseek/deepseek-chat",
                                              "qwen/qwen-max",
                                              "openai/gpt-5-pro",
                                              "meta-llama/llama-3.3-70b-instruct",
                                              "moonshotai/kimi-k2",
                                              "anthropic/claude-sonnet-4.5",
                                              "mistralai/mistral-nemo",
                                              "deepseek/deepseek-r1",
                                              "acme/new-model",
                                              "bare-name",
                                              "qwen/qwen3-14b",
                                              "alibaba/tongyi-deepresearch-30b-a3b",
                                              "openai/gpt-oss-20b",
                                              "nousresearch/hermes-4-70b",
                                              "tngtech/deepseek-r1t2-chimera",
                                              "qwen/qwen-2-7b-instruct",
                                              "openrouter/auto",
                                              "minimax/minimax-m1",
                                              "z-ai/glm-4.6",
                                              "microsoft/phi-4-reasoning-plus",
                                              "openrouter/horizon-alpha",
                                              "arcee-ai/afm-4.5b",
                                              "openai/gpt-4",
                                              "deepseek/deepseek-v3.1-terminus",
                                              "qwen/qwen3-30b-a3b"};

/// Draws generations as logs hold them: columns that are unknown, explicit zeros, own keys, free
/// variants. The same seed draws the same everywhere, for no distribution of the library is used.
class Traffic {
public:
    explicit Traffic(std::uint64_t seed, int nameless_percent = 2)
        : random_(seed), services_(seed), nameless_percent_(nameless_percent) {}

    [[nodiscard]] std::vector<record::Generation> draw(std::size_t count) {
        std::vector<record::Generation> generations(count);
        for (auto& generation : generations) {
            generation = next();
        }
        return generations;
    }

    record::Generation next() {
        record::Generation g;
        g.generation_id = fmt::format("g-{:06}", number_++);
        g.created_at = traffic_begins_us + below(traffic_days) * day_us + below(day_us);
        g.source = one_of({"gateway", "litellm", "openrouter"});
        g.account_id = fmt::format("account-{}", below(40));
        if (!chance(nameless_percent_)) {
            const double skewed = std::pow(static_cast<double>(below(1000)) / 1000, 1.7);
            g.model = traffic_models[static_cast<std::size_t>(skewed * traffic_models.size())];
        }
        if (!chance(20)) {
            g.variant = one_of({"standard", "standard", "standard", "thinking", "free"});
        }
        if (!chance(10)) {
            g.finish_reason = one_of({"stop", "stop", "tool_calls", "length", "error"});
        }
        draw_tokens(g);
        draw_money(g);
        services_.serve(g);
        return g;
    }

private:
    void draw_tokens(record::Generation& g) {
        if (!chance(4)) {
            g.prompt_tokens = chance(2) ? 0 : 20 + below(8000);
        }
        if (!chance(6)) {
            g.completion_tokens = chance(2) ? 0 : 1 + below(900);
        }
        if (!chance(40)) {
            g.reasoning_tokens = chance(60) ? 0 : 1 + below(400);
        }
        if (!chance(50) && g.prompt_tokens) {
            g.cache_read_tokens = below(*g.prompt_tokens + 1);
        }
        if (!chance(30)) {
            g.tools_offered = chance(50) || g.finish_reason == "tool_calls";
        }
        if (!chance(30)) {
            g.ttft_ms = static_cast<double>(below(4000)) / 4;
            g.generation_ms = *g.ttft_ms + static_cast<double>(below(9000)) / 8;
        }
    }

    void draw_money(record::Generation& g) {
        if (!chance(30)) {
            g.is_byok = chance(15);
        }
        if (!chance(40)) {
            g.is_free = chance(5);
        }
        const bool is_gift = g.variant == "free" || g.is_free == true;
        if (!chance(25)) {
            g.cost_nano_usd = is_gift ? 0 : below(30'000'000);
        }
    }

    std::int64_t below(std::int64_t bound) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
    }
    bool chance(int percent) { return below(100) < percent; }
    const char* one_of(const std::vector<const char*>& choices) {
        return choices[static_cast<std::size_t>(below(static_cast<std::int64_t>(choices.size())))];
    }

    std::mt19937_64 random_;
    ServiceTraffic services_;
    int nameless_percent_;
    std::int64_t number_ = 0;
};

}  // namespace orrery::test_support
