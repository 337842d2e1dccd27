#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "dialect/splice.h"

namespace orrery::dialect {
namespace {

ChatScan scanned(std::string_view body) {
    ChatScan scan;
    const Status status = scan_chat(body, scan);
    EXPECT_TRUE(status) << (status ? "" : describe(status.error()));
    return scan;
}

Error refused(std::string_view body) {
    ChatScan scan;
    const Status status = scan_chat(body, scan);
    EXPECT_FALSE(status) << body;
    return status ? Error() : status.error();
}

TEST(scan, reads_what_routing_needs) {
    const std::string body = R"({"model":"a/b:nitro","models":["c/d"],"provider":{"sort":"price"},
        "user":"u","session_id":"s","prompt_cache_key":"k","stream":true,
        "stream_options":{"include_usage":false},"max_tokens":5,"max_completion_tokens":7,"n":2,
        "tools":[{"type":"function"}],"messages":[]})";
    const ChatScan scan = scanned(body);
    EXPECT_EQ(scan.model, "a/b:nitro");
    EXPECT_EQ(scan.model_raw, "\"a/b:nitro\"");
    EXPECT_EQ(scan.models_raw, R"(["c/d"])");
    EXPECT_EQ(scan.provider_raw, R"({"sort":"price"})");
    EXPECT_EQ(scan.user, "u");
    EXPECT_EQ(scan.session_id, "s");
    EXPECT_EQ(scan.prompt_cache_key, "k");
    EXPECT_EQ(scan.stream_options_raw, R"({"include_usage":false})");
    EXPECT_TRUE(scan.stream);
    EXPECT_TRUE(scan.has_tools);
    EXPECT_EQ(scan.tokens_max, 7);
    EXPECT_EQ(scan.choices, 2);
    EXPECT_EQ(scan.parameters.size(), 13U);
    EXPECT_EQ(scan.parameters.front(), "model");
}

TEST(scan, what_is_absent_is_empty) {
    const ChatScan scan = scanned("{}");
    EXPECT_EQ(scan.model, "");
    EXPECT_EQ(scan.tokens_max, std::nullopt);
    EXPECT_EQ(scan.choices, 1);
    EXPECT_FALSE(scan.stream);
    EXPECT_FALSE(scan.has_tools);
}

TEST(scan, null_counts_as_absent) {
    const ChatScan scan = scanned(
        R"({"model":"m","user":null,"tools":null,"stream":null,"max_tokens":null,"n":null,
            "provider":null,"stream_options":null})");
    EXPECT_EQ(scan.user, "");
    EXPECT_FALSE(scan.has_tools);
    EXPECT_EQ(scan.tokens_max, std::nullopt);
}

TEST(scan, counts_turns_and_media) {
    const ChatScan scan = scanned(R"({"messages":[
        {"role":"system","content":"rules"},
        {"content":[{"type":"text","text":"look"},{"image_url":{"url":"x"},"type":"image_url"},
                    {"type":"input_audio"},{"type":"file"}],"role":"user"},
        {"role":"assistant","content":null,"tool_calls":[{"type":"image_url"}]},
        {"role":"tool","content":"42"}]})");
    EXPECT_EQ(scan.turns, 2);
    EXPECT_EQ(scan.media, 3);
    EXPECT_EQ(scan.first_system, "\"rules\"");
    EXPECT_TRUE(scan.first_other.starts_with(R"([{"type":"text")"));
    EXPECT_TRUE(scan.first_other.ends_with("}]"));
}

TEST(scan, a_developer_s_message_is_a_system_message) {
    const ChatScan scan = scanned(R"({"messages":[{"role":"developer","content":"d"}]})");
    EXPECT_EQ(scan.first_system, "\"d\"");
    EXPECT_EQ(scan.first_other, "");
}

TEST(scan, a_prompt_is_one_turn) {
    const ChatScan scan = scanned(R"({"model":"m","prompt":"Once"})");
    EXPECT_EQ(scan.turns, 1);
    EXPECT_EQ(scan.first_other, "\"Once\"");
}

TEST(scan, understands_escapes_in_names_and_values) {
    const std::string body = R"({"mod\u0065l":"openai\/gpt-4o","us\u0065r":"\u00e9"})";
    ChatScan scan = scanned(body);
    EXPECT_EQ(scan.model, "openai/gpt-4o");
    EXPECT_EQ(scan.model_raw, R"("openai\/gpt-4o")");
    EXPECT_EQ(scan.user, "é");
    const ChatScan moved = std::move(scan);
    EXPECT_EQ(moved.model, "openai/gpt-4o");
    EXPECT_EQ(moved.parameters.front(), "model");
}

TEST(scan, overwrites_what_was_there) {
    ChatScan scan;
    ASSERT_TRUE(scan_chat(R"({"model":"m","stream":true,"models":[],"n":3})", scan));
    ASSERT_TRUE(scan_chat(R"({"user":"u"})", scan));
    EXPECT_EQ(scan.model, "");
    EXPECT_FALSE(scan.stream);
    EXPECT_EQ(scan.choices, 1);
    EXPECT_TRUE(scan.ours.empty());
    EXPECT_EQ(scan.parameters.size(), 1U);
}

TEST(scan, refuses_the_same_member_twice) {
    EXPECT_EQ(refused(R"({"model":"a","model":"b"})").where, "model");
    EXPECT_EQ(refused(R"({"model":"a","mod\u0065l":"b"})").where, "model");
    EXPECT_EQ(refused(R"({"stream":true,"stream":false})").where, "stream");
    EXPECT_EQ(refused(R"({"max_tokens":1,"max_tokens":999})").where, "max_tokens");
}

TEST(scan, says_where_a_type_is_wrong) {
    EXPECT_EQ(refused(R"({"model":5})").where, "model");
    EXPECT_EQ(refused(R"({"model":null})").where, "model");
    EXPECT_EQ(refused(R"({"models":"a"})").where, "models");
    EXPECT_EQ(refused(R"({"provider":[]})").where, "provider");
    EXPECT_EQ(refused(R"({"stream":"true"})").where, "stream");
    EXPECT_EQ(refused(R"({"stream_options":true})").where, "stream_options");
    EXPECT_EQ(refused(R"({"max_tokens":0})").where, "max_tokens");
    EXPECT_EQ(refused(R"({"max_tokens":1.5})").where, "max_tokens");
    EXPECT_EQ(refused(R"({"max_tokens":99999999999999999999})").where, "max_tokens");
    EXPECT_EQ(refused(R"({"n":-1})").where, "n");
    EXPECT_EQ(refused(R"({"tools":{}})").where, "tools");
    EXPECT_EQ(refused(R"({"messages":{}})").where, "messages");
    EXPECT_EQ(refused(R"({"messages":["hi"]})").where, "messages[0]");
    EXPECT_EQ(refused(R"({"messages":[{"role":"user"},{"content":"x"}]})").where,
              "messages[1].role");
    EXPECT_EQ(refused(R"({"messages":[{"role":"user","content":5}]})").where,
              "messages[0].content");
}

TEST(scan, refuses_what_is_no_json_object_in_utf_8) {
    for (const char* const body :
         {"", "[]", "\"x\"", "{", "{}x", "{\"a\":tru}", "{\"a\":1,}", "{\"a\":[1,2}",
          "{\"messages\":[{\"role\":\"user\",]}", "{\"a\":\"\xff\"}", "{\"a\":\"\xc3\"}"}) {
        const Error error = refused(body);
        EXPECT_EQ(error.kind, ErrorKind::bad_input);
        EXPECT_FALSE(error.what.empty());
    }
}

TEST(scan, refuses_what_is_nested_without_end) {
    const std::string deep(100000, '[');
    EXPECT_EQ(refused("{\"x\":" + deep).kind, ErrorKind::bad_input);
    EXPECT_EQ(refused("{\"messages\":[{\"role\":\"user\",\"content\":" + deep).kind,
              ErrorKind::bad_input);
}

}  // namespace
}  // namespace orrery::dialect
