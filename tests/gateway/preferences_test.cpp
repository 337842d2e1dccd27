#include "gateway/routing/preferences.h"

#include <gtest/gtest.h>

namespace orrery::gateway {
namespace {

using Texts = std::vector<std::string>;

/// Returns `where: what (hint)` of a refusal, or nothing if the preferences were read.
std::string refusal(std::string_view json) {
    const auto read = read_preferences(json);
    if (read) {
        return "";
    }
    EXPECT_EQ(read.error().kind, ErrorKind::bad_input);
    return read.error().where + ": " + read.error().what +
           (read.error().hint.empty() ? "" : " (" + read.error().hint + ")");
}

TEST(Preferences, are_read_whole) {
    const auto read = read_preferences(R"({
        "order": ["Together", "deepinfra/fp8"], "only": ["together"], "ignore": ["Azure"],
        "allow_fallbacks": false, "require_parameters": true, "data_collection": "deny",
        "zdr": true, "enforce_distillable_text": true, "quantizations": ["fp8", "BF16"],
        "sort": {"by": "latency", "partition": "none"},
        "max_price": {"prompt": 0.15, "completion": "0.6", "request": 0.005, "image": 1},
        "preferred_min_throughput": 50, "preferred_max_latency": {"p50": 1, "p90": 2.5}})");
    ASSERT_TRUE(read.has_value()) << describe(read.error());
    EXPECT_EQ(read->order, (Texts{"together", "deepinfra/fp8"}));
    EXPECT_EQ(read->only, (Texts{"together"}));
    EXPECT_EQ(read->ignore, (Texts{"azure"}));
    EXPECT_EQ(read->quantizations, (Texts{"fp8", "bf16"}));
    EXPECT_FALSE(read->allows_fallbacks);
    EXPECT_TRUE(read->requires_parameters);
    EXPECT_TRUE(read->denies_data_collection);
    EXPECT_TRUE(read->requires_zero_retention);
    EXPECT_TRUE(read->requires_distillable);
    EXPECT_EQ(read->sort, Sort::latency);
    EXPECT_TRUE(read->sorts_across_models);
    EXPECT_EQ(read->prompt_price_max, 150'000);
    EXPECT_EQ(read->completion_price_max, 600'000);
    EXPECT_EQ(read->request_price_max, 5'000'000'000);
    EXPECT_EQ(read->throughput_min.p50, 50);
    EXPECT_EQ(read->latency_max.p50, 1);
    EXPECT_FALSE(read->latency_max.p75.has_value());
    EXPECT_EQ(read->latency_max.p90, 2.5);
}

TEST(Preferences, that_are_empty_or_null_ask_for_nothing) {
    for (const char* json : {"null", "{}", R"({"order": null, "sort": null, "max_price": null,
                             "allow_fallbacks": null, "data_collection": "allow"})"}) {
        const auto read = read_preferences(json);
        ASSERT_TRUE(read.has_value()) << json;
        EXPECT_TRUE(read->order.empty());
        EXPECT_TRUE(read->allows_fallbacks);
        EXPECT_FALSE(read->denies_data_collection);
        EXPECT_EQ(read->sort, Sort::none);
        EXPECT_FALSE(read->prompt_price_max.has_value());
    }
}

TEST(Preferences, name_the_path_of_what_is_wrong) {
    EXPECT_EQ(refusal("[]"), "provider: 'provider' must be an object");
    EXPECT_EQ(refusal("{"), "provider: 'provider' must be an object");
    EXPECT_EQ(refusal(R"({"allow_fallback": true})"),
              "provider.allow_fallback: 'provider.allow_fallback' is not known "
              "(did you mean 'allow_fallbacks'?)");
    EXPECT_EQ(refusal(R"({"zdr": 1})"), "provider.zdr: 'provider.zdr' must be true or false");
    EXPECT_TRUE(refusal(R"({"order": "together"})").starts_with("provider.order: "));
    EXPECT_TRUE(refusal(R"({"only": ["a", 1]})").starts_with("provider.only[1]: "));
    EXPECT_TRUE(refusal(R"({"sort": "speed"})").starts_with("provider.sort: "));
    EXPECT_TRUE(refusal(R"({"sort": {"by": "speed"}})").starts_with("provider.sort.by: "));
    EXPECT_TRUE(refusal(R"({"sort": {"on": "price"}})").starts_with("provider.sort.on: "));
    EXPECT_TRUE(
        refusal(R"({"quantizations": ["fp9"]})").starts_with("provider.quantizations[0]: "));
    EXPECT_TRUE(refusal(R"({"data_collection": "no"})").starts_with("provider.data_collection: "));
    EXPECT_TRUE(refusal(R"({"max_price": 1})").starts_with("provider.max_price: "));
    for (const char* price : {"-0.1", R"("-1")", R"("1 USD")", "true", R"("nan")", R"("")"}) {
        EXPECT_TRUE(refusal(R"({"max_price": {"prompt": )" + std::string(price) + "}}")
                        .starts_with("provider.max_price.prompt: "))
            << price;
    }
    EXPECT_TRUE(refusal(R"({"preferred_max_latency": {"p95": 1}})")
                    .starts_with("provider.preferred_max_latency.p95: "));
}

TEST(Preferences, keep_price_bounds_exactly) {
    // 0.29 has no binary fraction; 0.1234567 has more decimals than prices have.
    for (const auto& [text, pico] : std::vector<std::pair<std::string, PicoUsd>>{
             {"0.29", 290'000}, {"1.1", 1'100'000}, {"0.1234567", 123'456}, {"0", 0}}) {
        const auto read = read_preferences(R"({"max_price": {"prompt": )" + text + "}}");
        EXPECT_EQ(read->prompt_price_max, pico) << text;
    }
    const auto vast = read_preferences(R"({"max_price": {"prompt": 1e300, "request": 1e300}})");
    EXPECT_GT(*vast->prompt_price_max, 1'000'000'000'000);
}

TEST(Variant, is_what_stands_behind_the_last_colon) {
    EXPECT_EQ(split_variant("openai/gpt-4o").slug, "openai/gpt-4o");
    EXPECT_EQ(split_variant("openai/gpt-4o").variant, "standard");
    EXPECT_EQ(split_variant("openai/gpt-4o").suffix, "");
    EXPECT_EQ(split_variant("a/b:free").slug, "a/b");
    EXPECT_EQ(split_variant("a/b:free").variant, "free");
    EXPECT_EQ(split_variant("a/b:thinking").variant, "thinking");
    EXPECT_EQ(split_variant("host:80/b").slug, "host:80/b");
    EXPECT_EQ(split_variant("a/b:").variant, "standard");
}

TEST(Variant, that_sorts_is_the_standard_one) {
    for (const auto& [name, sort] : std::vector<std::pair<std::string, Sort>>{
             {"nitro", Sort::throughput}, {"floor", Sort::price}, {"exacto", Sort::exacto}}) {
        const std::string whole = "a/b:" + name;
        const NamedModel named = split_variant(whole);
        EXPECT_EQ(named.slug, "a/b");
        EXPECT_EQ(named.variant, "standard");
        EXPECT_EQ(named.suffix, name);
        EXPECT_EQ(named.sort, sort);
    }
}

}  // namespace
}  // namespace orrery::gateway
