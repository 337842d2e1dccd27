#include "gateway/observe/trace_context.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace orrery::gateway {
namespace {

constexpr std::string_view good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(trace_context, a_client_s_trace_is_read) {
    const auto parsed = parse_trace_parent(good);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(parsed->parent_id, "00f067aa0ba902b7");
    EXPECT_TRUE(parsed->is_sampled);
}

TEST(trace_context, only_the_lowest_flag_tells_sampling) {
    std::string text(good);
    text.replace(text.size() - 2, 2, "02");
    EXPECT_FALSE(parse_trace_parent(text)->is_sampled);
    text.replace(text.size() - 2, 2, "ff");
    EXPECT_TRUE(parse_trace_parent(text)->is_sampled);
}

TEST(trace_context, what_is_not_version_00_to_the_letter_is_refused) {
    const std::string zeros = "00-" + std::string(32, '0') + "-00f067aa0ba902b7-01";
    for (const std::string& text :
         {std::string(), std::string("00"), zeros, std::string(good) + "-more",
          std::string("01") + std::string(good.substr(2)),
          std::string("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"),
          std::string("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"),
          std::string("00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01"),
          std::string("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g")}) {
        EXPECT_FALSE(parse_trace_parent(text)) << text;
    }
}

TEST(trace_context, the_provider_is_told_the_client_s_trace_and_our_span) {
    const auto client = parse_trace_parent(good);
    EXPECT_EQ(trace_parent_text(client, "00000000000000bb"),
              "00-4bf92f3577b34da6a3ce929d0e0e4736-00000000000000bb-01");
}

TEST(trace_context, without_a_client_s_trace_a_new_one_begins) {
    const std::string span = new_span_id();
    const auto first = parse_trace_parent(trace_parent_text(std::nullopt, span));
    const auto second = parse_trace_parent(trace_parent_text(std::nullopt, span));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->parent_id, span);
    EXPECT_NE(first->trace_id, second->trace_id);
}

TEST(trace_context, span_ids_do_not_repeat) {
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) {
        EXPECT_TRUE(seen.insert(new_span_id()).second);
    }
}

RC_GTEST_PROP(trace_context, what_is_accepted_is_written_again_the_same, (std::string text)) {
    if (const auto parsed = parse_trace_parent(text)) {
        RC_ASSERT(trace_parent_text(parsed, parsed->parent_id).substr(0, 53) == text.substr(0, 53));
    }
}

}  // namespace
}  // namespace orrery::gateway
