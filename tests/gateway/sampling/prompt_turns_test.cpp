#include "gateway/sampling/prompt_turns.h"

#include <gtest/gtest.h>

#include "http/server.h"

namespace orrery::gateway {
namespace {

using dialect::Ingress;

struct Turns {
    std::string user;
    std::string system;
};

Turns turns_of(Ingress ingress, std::string body) {
    body.reserve(body.size() + http::body_padding);
    const auto asked = read_asked(ingress, body);
    EXPECT_TRUE(asked) << describe(asked.error());
    Turns turns;
    append_prompt_turns(*asked, turns.user, turns.system);
    return turns;
}

std::string chat(const std::string& messages) {
    return R"({"model":"lab/model","messages":)" + messages + "}";
}

TEST(prompt_turns, of_a_chat_are_the_last_user_turn_and_all_instructions) {
    const auto turns = turns_of(Ingress::chat, chat(R"([
        {"role":"system","content":"Be brief."},
        {"role":"user","content":"first"},
        {"role":"assistant","content":"answer"},
        {"content":"line one\nsaid \"so\" é \ud83d\ude00","role":"user"},
        {"role":"assistant","content":null,"tool_calls":[]},
        {"role":"tool","content":"a result"},
        {"role":"developer","content":[{"type":"text","text":"Be kind."}]}])"));
    EXPECT_EQ(turns.user, "line one\nsaid \"so\" \xC3\xA9 \xF0\x9F\x98\x80");
    EXPECT_EQ(turns.system, "Be brief.\n\nBe kind.");
}

TEST(prompt_turns, leave_media_out) {
    const auto turns = turns_of(Ingress::chat, chat(R"([{"role":"user","content":[
        {"type":"text","text":"What is"},
        {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","text":"no"}},
        {"type":"text","text":"on it?"}]}])"));
    EXPECT_EQ(turns.user, "What is\non it?");
    const auto image = turns_of(Ingress::chat, chat(R"([{"role":"user","content":[
        {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}])"));
    EXPECT_EQ(image.user, "");
}

TEST(prompt_turns, without_a_user_are_the_last_message) {
    EXPECT_EQ(turns_of(Ingress::chat, chat(R"([{"role":"assistant","content":"on"}])")).user, "on");
    const auto turns = turns_of(Ingress::chat, chat(R"([{"role":"system","content":"alone"}])"));
    EXPECT_EQ(turns.user, "");
    EXPECT_EQ(turns.system, "alone");
}

TEST(prompt_turns, of_other_dialects_are_the_same) {
    const auto completion =
        turns_of(Ingress::completions, R"({"model":"lab/model","prompt":"Once upon"})");
    EXPECT_EQ(completion.user, "Once upon");
    const auto messages =
        turns_of(Ingress::messages,
                 R"({"model":"lab/model","max_tokens":9,"system":"Be brief.","messages":[)"
                 R"({"role":"user","content":[{"type":"text","text":"hello"}]}]})");
    EXPECT_EQ(messages.user, "hello");
    EXPECT_EQ(messages.system, "Be brief.");
    const auto responses = turns_of(
        Ingress::responses, R"({"model":"lab/model","instructions":"Be brief.","input":[)"
                            R"({"role":"user","content":"one"},{"role":"user","content":"two"}]})");
    EXPECT_EQ(responses.user, "two");
    EXPECT_EQ(responses.system, "Be brief.");
}

TEST(prompt_turns, are_cut_and_no_escape_with_them) {
    for (const std::string unit : {"x", "\\n", "\\u00e9", "\\ud83d\\ude00", "\\\\"}) {
        for (const std::string before : {"", "x", "xx", "xxx"}) {
            std::string content = before;
            while (content.size() < 8 * turn_bytes_max) {
                content += unit;
            }
            const auto turns = turns_of(
                Ingress::chat, chat(R"([{"role":"user","content":")" + content + R"("}])"));
            EXPECT_EQ(turns.user.size(), turn_bytes_max) << unit;
        }
    }
}

}  // namespace
}  // namespace orrery::gateway
