#include "catalog/names.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "overlay.h"

namespace orrery::catalog {
namespace {

const Catalog& shipped() {
    static const Catalog catalog = *Catalog::load();
    return catalog;
}

std::string slug(std::string_view name, std::string_view day = "2025-10-01") {
    const auto found = shipped().resolve(name, day);
    return found ? std::string(found->slug) : "";
}

TEST(Names, resolve_what_real_tools_write) {
    const std::pair<const char*, const char*> examples[]{
        {"openai/gpt-4o-mini", "openai/gpt-4o-mini"},
        {"gpt-4o-mini", "openai/gpt-4o-mini"},
        {"gpt-4o-mini-2024-07-18", "openai/gpt-4o-mini-2024-07-18"},
        {"azure/gpt-4o-mini", "openai/gpt-4o-mini"},
        {"openrouter/openai/gpt-4o", "openai/gpt-4o"},
        {"openrouter/auto", "openrouter/auto"},
        {"models/gemini-2.5-pro", "google/gemini-2.5-pro"},
        {"publishers/google/models/gemini-2.5-pro", "google/gemini-2.5-pro"},
        {"gemini-1.5-pro", "google/gemini-pro-1.5"},
        {"claude-opus-4-6", "anthropic/claude-opus-4.6"},
        {"claude-sonnet-4-20250514", "anthropic/claude-sonnet-4"},
        {"claude-haiku-4-5-20251001", "anthropic/claude-haiku-4.5"},
        {"claude-3-5-sonnet-20241022", "anthropic/claude-3.5-sonnet"},
        {"claude-3-5-sonnet-20240620", "anthropic/claude-3.5-sonnet-20240620"},
        {"vertex_ai/claude-3-5-sonnet@20240620", "anthropic/claude-3.5-sonnet-20240620"},
        {"vertex_ai/claude-3-5-sonnet-v2@20241022", "anthropic/claude-3.5-sonnet"},
        {"bedrock/anthropic.claude-3-5-sonnet-20241022-v2:0", "anthropic/claude-3.5-sonnet"},
        {"bedrock/us-east-1/us.amazon.nova-lite-v1:0", "amazon/nova-lite-v1"},
        {"gpt-4-turbo-2024-04-09", "openai/gpt-4-turbo"},
        {"deepseek-ai/DeepSeek-R1", "deepseek/deepseek-r1"},
        {"openai/gpt-5-2025-08-07", "openai/gpt-5"},
        {"deepseek/deepseek-chat-v3", "deepseek/deepseek-chat"},
        {"z-ai/glm-4.7-20251222", "z-ai/glm-4.7"},
        {"together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo",
         "meta-llama/llama-3.3-70b-instruct"},
        {"bedrock/meta.llama3-1-70b-instruct-v1:0", "meta-llama/llama-3.1-70b-instruct"},
        {"xai/grok-4-0709", "x-ai/grok-4"},
        {"google/gemini-2.0-flash", "google/gemini-2.0-flash-001"},
        {"deepseek/deepseek-v3-0324", "deepseek/deepseek-chat-v3-0324"},
        {"ibm/granite-4.0-micro", "ibm-granite/granite-4.0-h-micro"},
    };
    for (const auto& [name, expected] : examples) {
        EXPECT_EQ(slug(name), expected) << name;
    }
}

TEST(Names, resolve_nothing_rather_than_guess) {
    for (const auto* name :
         {"", "no-such-model", "someone/gpt-4o", "gpt-4o-mini-tuned", "llama3.1:8b",
          "glm-4-32b" /* of two authors */, "openai/gpt-4o:unheard-of"}) {
        EXPECT_EQ(slug(name), "") << name;
    }
    EXPECT_EQ(slug(std::string(100'000, 'a')), "");
}

TEST(Names, say_which_variant_the_name_carries) {
    const auto thinking = shipped().resolve("anthropic/claude-3.7-sonnet:thinking", "2025-10-01");
    ASSERT_TRUE(thinking.has_value());
    EXPECT_EQ(thinking->slug, "anthropic/claude-3.7-sonnet");
    EXPECT_EQ(thinking->variant, "thinking");
    EXPECT_EQ(shipped().resolve("OpenAI/GPT-4o:Free", "2025-10-01")->variant, "free");
    EXPECT_EQ(shipped().resolve("openai/gpt-4o", "2025-10-01")->variant, "");
}

TEST(Names, mean_different_models_on_different_days) {
    EXPECT_EQ(slug("deepseek/deepseek-chat", "2024-12-25"), "deepseek/deepseek-chat-v2.5");
    EXPECT_EQ(slug("deepseek/deepseek-chat", "2024-12-26"), "deepseek/deepseek-chat");
    EXPECT_EQ(slug("deepseek/deepseek-chat", "2024-12-25T23:59:59Z"),
              "deepseek/deepseek-chat-v2.5");
    EXPECT_EQ(slug("deepseek/deepseek-chat:free", "2024-12-25"), "deepseek/deepseek-chat-v2.5");
    EXPECT_EQ(slug("deepseek-reasoner", "2025-03-01"), "deepseek/deepseek-r1");
    EXPECT_EQ(slug("deepseek-reasoner", "2025-07-01"), "deepseek/deepseek-r1-0528");
    EXPECT_EQ(slug("deepseek-reasoner", "2024-07-01"), "");
}

TEST(Names, need_a_day_only_if_their_meaning_changed) {
    EXPECT_EQ(slug("openai/gpt-4o", ""), "openai/gpt-4o");
    EXPECT_EQ(slug("deepseek/deepseek-chat", ""), "");
}

TEST(Names, list_their_meanings_in_order_of_time) {
    const auto windows = shipped().resolutions("deepseek/deepseek-chat");
    ASSERT_EQ(windows.size(), 2u);
    EXPECT_EQ(windows[0].slug, "deepseek/deepseek-chat-v2.5");
    EXPECT_EQ(windows[0].valid_from, "");
    EXPECT_EQ(windows[0].valid_to, "2024-12-26");
    EXPECT_EQ(windows[1].slug, "deepseek/deepseek-chat");
    EXPECT_EQ(windows[1].valid_from, "2024-12-26");
    EXPECT_EQ(windows[1].valid_to, "");
    EXPECT_TRUE(shipped().resolutions("no-such-model").empty());
}

TEST(Names, resolve_each_slug_to_itself_today) {
    for (const auto& model : shipped().models()) {
        EXPECT_EQ(slug(model.slug, "2026-01-01"), model.slug);
    }
}

TEST(Names, agree_whether_asked_for_a_day_or_for_all_windows) {
    std::vector<std::string> names;
    for (const auto& alias : shipped().aliases()) {
        names.push_back(alias.alias);
    }
    const auto held = rc::check("resolve(name, day) is the window of resolutions(name)", [&] {
        const auto name = *rc::gen::elementOf(names);
        const auto day = *rc::gen::elementOf(
            std::vector<std::string>{"2023-01-01", "2024-08-01", "2024-12-25", "2024-12-26",
                                     "2025-03-24", "2025-06-20", "2025-09-28", "2026-01-01"});
        std::string expected;
        for (const auto& window : shipped().resolutions(name)) {
            if (Window{std::string(window.valid_from), std::string(window.valid_to)}.contains(
                    day)) {
                RC_ASSERT(expected.empty());
                expected = window.slug;
            }
        }
        RC_ASSERT(slug(name, day) == expected);
    });
    EXPECT_TRUE(held);
}

TEST(Names, of_an_overlay_resolve_in_any_case) {
    Overlay overlay;
    overlay.with("aliases.csv", "alias,slug\nTeam-Model,openai/gpt-4o\n");
    const auto catalog = overlay.load();
    ASSERT_TRUE(catalog.has_value());
    EXPECT_EQ(catalog->resolve("team-model", "2025-01-01")->slug, "openai/gpt-4o");
    EXPECT_EQ(catalog->resolve("TEAM-MODEL", "2025-01-01")->slug, "openai/gpt-4o");
}

}  // namespace
}  // namespace orrery::catalog
