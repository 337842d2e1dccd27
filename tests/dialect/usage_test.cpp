#include "dialect/usage.h"

#include <gtest/gtest.h>

#include "dialect/event.h"
#include "dialect/openai/usage.h"
#include "dialect/splice.h"

namespace orrery::dialect {
namespace {

Usage read(std::string_view object) {
    Usage usage;
    read_openai_usage(object, usage);
    return usage;
}

TEST(classes, add_up_to_the_totals) {
    const Usage usage = {.prompt = 100,
                         .completion = 50,
                         .reasoning = 30,
                         .cache_read = 60,
                         .cache_write = 10,
                         .audio_prompt = {},
                         .audio_completion = {},
                         .cost_nano_usd = {}};
    const TokenClasses expected = {.uncached_in = 30,
                                   .cache_read = 60,
                                   .cache_write = 10,
                                   .text_out = 20,
                                   .reasoning_out = 30};
    EXPECT_EQ(classes_of(usage), expected);
}

TEST(classes, are_unknown_where_a_total_is) {
    Usage usage;
    usage.prompt = 5;
    EXPECT_EQ(classes_of(usage), std::nullopt);
    usage.completion = 0;
    EXPECT_EQ(classes_of(usage)->uncached_in, 5);
}

TEST(classes, are_never_negative) {
    Usage usage;
    usage.prompt = 10;
    usage.completion = 10;
    usage.cache_read = 6;
    usage.cache_write = 5;
    EXPECT_EQ(classes_of(usage), std::nullopt);
    usage.cache_write = 4;
    EXPECT_TRUE(classes_of(usage));
    usage.reasoning = 11;
    EXPECT_EQ(classes_of(usage), std::nullopt);
    usage.reasoning = INT64_MAX;
    usage.cache_read = INT64_MAX;
    EXPECT_EQ(classes_of(usage), std::nullopt);
}

TEST(openai_usage, reads_every_detail) {
    const Usage usage = read(
        R"({"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,
            "prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":2,"audio_tokens":1},
            "completion_tokens_details":{"reasoning_tokens":3,"audio_tokens":2},
            "cost":0.00014,"is_byok":false})");
    EXPECT_EQ(usage.prompt, 10);
    EXPECT_EQ(usage.completion, 5);
    EXPECT_EQ(usage.cache_read, 4);
    EXPECT_EQ(usage.cache_write, 2);
    EXPECT_EQ(usage.audio_prompt, 1);
    EXPECT_EQ(usage.reasoning, 3);
    EXPECT_EQ(usage.audio_completion, 2);
    EXPECT_EQ(usage.cost_nano_usd, 140000);
}

TEST(openai_usage, keeps_an_explicit_zero_and_leaves_null_unknown) {
    const Usage usage = read(
        R"({"prompt_tokens":7,"completion_tokens":0,"prompt_tokens_details":{"cached_tokens":0},
            "completion_tokens_details":null,"cost":0})");
    EXPECT_EQ(usage.completion, 0);
    EXPECT_EQ(usage.cache_read, 0);
    EXPECT_EQ(usage.cost_nano_usd, 0);
    EXPECT_EQ(usage.reasoning, std::nullopt);
    EXPECT_EQ(usage.cache_write, std::nullopt);
    EXPECT_EQ(read(R"({"prompt_tokens":null,"completion_tokens":"5"})"), Usage());
}

TEST(openai_usage, reads_deepseek_s_cache) {
    const Usage usage = read(
        R"({"prompt_tokens":20,"completion_tokens":1,"prompt_cache_hit_tokens":15,
            "prompt_cache_miss_tokens":5})");
    EXPECT_EQ(usage.cache_read, 15);
}

TEST(openai_usage, reads_anthropic_s_cache_fields) {
    const Usage usage = read(
        R"({"prompt_tokens":20,"completion_tokens":1,"cache_read_input_tokens":6,
            "cache_creation_input_tokens":9})");
    EXPECT_EQ(usage.cache_read, 6);
    EXPECT_EQ(usage.cache_write, 9);
}

TEST(openai_usage, takes_reasoning_into_completion_where_the_total_says_it_is_outside) {
    const Usage outside = read(
        R"({"prompt_tokens":10,"completion_tokens":5,"total_tokens":115,
            "completion_tokens_details":{"reasoning_tokens":100}})");
    EXPECT_EQ(outside.completion, 105);
    const Usage inside = read(
        R"({"prompt_tokens":10,"completion_tokens":105,"total_tokens":115,
            "completion_tokens_details":{"reasoning_tokens":100}})");
    EXPECT_EQ(inside.completion, 105);
}

TEST(openai_usage, cumulative_counts_replace_each_other) {
    Usage usage;
    for (const int completion : {1, 2, 3}) {
        read_openai_usage(
            "{\"prompt_tokens\":10,\"completion_tokens\":" + std::to_string(completion) +
                ",\"total_tokens\":" + std::to_string(14 + completion) +
                ",\"completion_tokens_details\":{\"reasoning_tokens\":4}}",
            usage);
    }
    EXPECT_EQ(usage.completion, 7);
    EXPECT_EQ(usage.reasoning, 4);
}

TEST(openai_usage, reads_perplexity_s_cost) {
    EXPECT_EQ(read(R"({"cost":{"input_tokens_cost":0.1,"total_cost":0.25}})").cost_nano_usd,
              250000000);
}

TEST(openai_usage, leaves_unknown_details_out) {
    Bill bill;
    bill.usage.prompt = 3;
    bill.usage.completion = 4;
    bill.usage.cache_read = 0;
    bill.cost_nano_usd = 1;
    std::string out;
    append_openai_usage(out, bill, true, UsageShape::generation);
    EXPECT_EQ(out,
              R"("usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,)"
              R"("prompt_tokens_details":{"cached_tokens":0},"cost":0.000000001,"is_byok":true})");
}

TEST(openai_usage, is_not_written_where_a_total_is_unknown) {
    Bill bill;
    bill.usage.prompt = 3;
    std::string out;
    append_openai_usage(out, bill, false, UsageShape::generation);
    EXPECT_EQ(out, "");
    append_openai_usage(out, bill, false, UsageShape::embedding);
    EXPECT_EQ(out, R"("usage":{"prompt_tokens":3,"total_tokens":3,"cost":0,"is_byok":false})");
}

TEST(openai_usage, names_upstream_cost_only_with_its_parts) {
    Bill bill;
    bill.usage.prompt = 1;
    bill.usage.completion = 1;
    bill.upstream_cost_nano_usd = 3000;
    std::string out;
    append_openai_usage(out, bill, false, UsageShape::generation);
    EXPECT_EQ(out.find("cost_details"), std::string::npos);
    bill.upstream_prompt_cost_nano_usd = 1000;
    bill.upstream_completion_cost_nano_usd = 2000;
    append_openai_usage(out, bill, false, UsageShape::generation);
    EXPECT_NE(out.find(R"("cost_details":{"upstream_inference_cost":0.000003,)"
                       R"("upstream_inference_prompt_cost":0.000001,)"
                       R"("upstream_inference_completions_cost":0.000002}})"),
              std::string::npos)
        << out;
}

TEST(finish, is_one_of_five_whatever_the_dialect) {
    EXPECT_EQ(finish_of("end_turn"), Finish::stop);
    EXPECT_EQ(finish_of("STOP"), Finish::stop);
    EXPECT_EQ(finish_of("MAX_TOKENS"), Finish::length);
    EXPECT_EQ(finish_of("model_context_window_exceeded"), Finish::length);
    EXPECT_EQ(finish_of("tool_use"), Finish::tool_calls);
    EXPECT_EQ(finish_of("function_call"), Finish::tool_calls);
    EXPECT_EQ(finish_of("SAFETY"), Finish::content_filter);
    EXPECT_EQ(finish_of("refusal"), Finish::content_filter);
    EXPECT_EQ(finish_of("MALFORMED_FUNCTION_CALL"), Finish::error);
    EXPECT_EQ(finish_of("never heard of"), Finish::stop);
    for (const auto finish : {Finish::stop, Finish::length, Finish::tool_calls,
                              Finish::content_filter, Finish::error}) {
        EXPECT_EQ(finish_of(name_of(finish)), finish);
    }
}

TEST(estimate, is_a_quarter_of_the_bytes_rounded_up) {
    EXPECT_EQ(estimated_tokens(0), 0);
    EXPECT_EQ(estimated_tokens(1), 1);
    EXPECT_EQ(estimated_tokens(4), 1);
    EXPECT_EQ(estimated_tokens(5), 2);
}

}  // namespace
}  // namespace orrery::dialect
