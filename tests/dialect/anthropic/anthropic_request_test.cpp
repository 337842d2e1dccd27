#include <algorithm>

#include "dialect/anthropic/anthropic.h"
#include "dialect/anthropic/thinking.h"
#include "dialect/support/answer.h"

namespace orrery::dialect {
namespace {

using testing::parsed;

constexpr std::string_view old_claude = "claude-sonnet-4-5";
constexpr std::string_view new_claude = "claude-opus-4-7";

struct Written {
    Json body;
    std::vector<std::string> dropped;
    [[nodiscard]] bool names(std::string_view parameter) const {
        return std::ranges::find(dropped, parameter) != dropped.end();
    }
};

Written write(std::string_view chat, std::string_view model = old_claude) {
    const auto out = write_request(Egress::anthropic, testing::chat_request(chat), model, 4096);
    EXPECT_TRUE(out) << (out ? "" : out.error().what);
    if (!out) {
        return {};
    }
    EXPECT_EQ(out->target, "/v1/messages");
    EXPECT_EQ(out->fields.front().first, "anthropic-version");
    return {parsed(out->body), out->dropped};
}

/// A chat with one user's message and further members.
Written write_with(const std::string& members, std::string_view model = old_claude) {
    return write(R"({"model":"m","messages":[{"role":"user","content":"hi"}],)" + members + "}",
                 model);
}

constexpr std::string_view one_tool =
    R"("tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}])";

TEST(anthropic_request, system_and_developer_messages_anywhere_become_the_system) {
    const auto out = write(
        R"({"model":"m","messages":[{"role":"system","content":"a"},{"role":"user","content":"q"},
        {"role":"developer","content":[{"type":"text","text":"b",
        "cache_control":{"type":"ephemeral"}}]}]})");
    EXPECT_EQ(out.body["system"], parsed(R"([{"type":"text","text":"a"},
        {"type":"text","text":"b","cache_control":{"type":"ephemeral"}}])"));
    EXPECT_EQ(out.body["messages"].size(), 1U);
}

TEST(anthropic_request, turns_of_one_role_merge_and_tool_results_come_first) {
    const auto out = write(
        R"({"model":"m","messages":[{"role":"user","content":"q"},{"role":"assistant",
        "content":"on it","tool_calls":[
        {"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},
        {"id":"b","type":"function","function":{"name":"f","arguments":""}}]},
        {"role":"user","content":"and"},{"role":"tool","tool_call_id":"a","content":"1"},
        {"role":"tool","tool_call_id":"b","content":"2"}]})");
    const Json& turns = out.body["messages"];
    ASSERT_EQ(turns.size(), 3U);
    EXPECT_EQ(turns[1]["content"], parsed(R"([{"type":"text","text":"on it"},
        {"type":"tool_use","id":"a","name":"f","input":{"x":1}},
        {"type":"tool_use","id":"b","name":"f","input":{}}])"));
    EXPECT_EQ(turns[2]["content"], parsed(R"([
        {"type":"tool_result","tool_use_id":"a","content":"1"},
        {"type":"tool_result","tool_use_id":"b","content":"2"},{"type":"text","text":"and"}])"));
}

TEST(anthropic_request, an_id_of_foreign_letters_still_joins_call_and_result) {
    const auto out = write(
        R"({"model":"m","messages":[{"role":"user","content":"q"},{"role":"assistant",
        "content":null,"tool_calls":[{"id":"functions.f:0","type":"function",
        "function":{"name":"f","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"functions.f:0","content":"1"}]})");
    const std::string id = out.body["messages"][1]["content"][0]["id"];
    EXPECT_EQ(id.find_first_of(".:"), std::string::npos);
    EXPECT_EQ(out.body["messages"][2]["content"][0]["tool_use_id"], id);
}

TEST(anthropic_request, results_keep_errors_images_and_cache_marks) {
    const auto messages = read_messages(
        R"({"max_tokens":9,"messages":[{"role":"user","content":"q"},{"role":"assistant",
        "content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[
        {"type":"tool_result","tool_use_id":"a","is_error":true,
        "cache_control":{"type":"ephemeral"},
        "content":[{"type":"text","text":"no"},{"type":"image","source":{"type":"base64",
        "media_type":"image/png","data":"QUJD"}}]}]}]})");
    ASSERT_TRUE(messages);
    const auto out = write_anthropic(*messages, old_claude, 4096);
    ASSERT_TRUE(out);
    EXPECT_EQ(parsed(out->body)["messages"][2]["content"][0], parsed(R"({"type":"tool_result",
        "tool_use_id":"a","content":[{"type":"text","text":"no"},{"type":"image","source":
        {"type":"base64","media_type":"image/png","data":"QUJD"}}],"is_error":true,
        "cache_control":{"type":"ephemeral"}})"));
}

TEST(anthropic_request, tool_choice_has_a_word_for_each) {
    const auto choice = [](const std::string& member) {
        return write_with(std::string(one_tool) + "," + member).body.value("tool_choice", Json());
    };
    EXPECT_EQ(choice(R"("tool_choice":"none")"), parsed(R"({"type":"none"})"));
    EXPECT_EQ(choice(R"("tool_choice":"required")"), parsed(R"({"type":"any"})"));
    EXPECT_EQ(choice(R"("tool_choice":{"type":"function","function":{"name":"f"}})"),
              parsed(R"({"type":"tool","name":"f"})"));
    EXPECT_EQ(choice(R"("parallel_tool_calls":false)"),
              parsed(R"({"type":"auto","disable_parallel_tool_use":true})"));
    EXPECT_EQ(choice(R"("parallel_tool_calls":true)"), Json());
}

TEST(anthropic_request, temperature_above_one_is_clamped_and_named) {
    const auto out = write_with(R"("temperature":1.7)");
    EXPECT_EQ(out.body["temperature"], 1.0);
    EXPECT_TRUE(out.names("temperature"));
    EXPECT_FALSE(write_with(R"("temperature":0.3)").names("temperature"));
    EXPECT_EQ(write_with(R"("temperature":0.3)").body["temperature"], 0.3);
}

TEST(anthropic_request, models_without_sampling_do_not_get_it) {
    const auto out = write_with(R"("temperature":0.5,"top_k":4)", new_claude);
    EXPECT_FALSE(out.body.contains("temperature"));
    EXPECT_FALSE(out.body.contains("top_k"));
    EXPECT_TRUE(out.names("temperature") && out.names("top_k"));
}

TEST(anthropic_request, a_bound_is_always_written) {
    EXPECT_EQ(write_with(R"("seed":1)").body["max_tokens"], 4096);
    EXPECT_EQ(write_with(R"("max_tokens":7)").body["max_tokens"], 7);
    EXPECT_EQ(write_with(R"("max_completion_tokens":8)").body["max_tokens"], 8);
}

TEST(anthropic_request, a_budget_stays_below_the_bound) {
    const auto out = write_with(R"("max_tokens":3000,"reasoning":{"max_tokens":9000})");
    EXPECT_EQ(out.body["thinking"], parsed(R"({"type":"enabled","budget_tokens":2999})"));
    const auto free = write_with(R"("reasoning":{"max_tokens":9000})");
    EXPECT_EQ(free.body["thinking"]["budget_tokens"], 9000);
    EXPECT_EQ(free.body["max_tokens"], 13096);
    const auto tight = write_with(R"("max_tokens":900,"reasoning":{"effort":"high"})");
    EXPECT_FALSE(tight.body.contains("thinking"));
    EXPECT_TRUE(tight.names("reasoning"));
}

TEST(anthropic_request, an_effort_is_a_share_or_a_word_as_the_model_takes_it) {
    EXPECT_EQ(write_with(R"("max_tokens":10000,"reasoning":{"effort":"medium"})").body["thinking"],
              parsed(R"({"type":"enabled","budget_tokens":5000})"));
    const auto out = write_with(R"("reasoning":{"effort":"xhigh"})", new_claude);
    EXPECT_EQ(out.body["thinking"]["type"], "adaptive");
    EXPECT_EQ(out.body["output_config"]["effort"], "xhigh");
    EXPECT_FALSE(write_with(R"("reasoning":{"effort":"none"})").body.contains("thinking"));
}

TEST(anthropic_request, thinking_that_would_be_refused_is_dropped_and_named) {
    const auto forced = write_with(std::string(one_tool) +
                                   R"(,"tool_choice":"required","reasoning":{"effort":"high"})");
    EXPECT_FALSE(forced.body.contains("thinking"));
    EXPECT_TRUE(forced.names("reasoning"));
    const auto begun = write(
        R"({"model":"m","reasoning":{"effort":"high"},"messages":[{"role":"user","content":"q"},
        {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function",
        "function":{"name":"f","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"a","content":"1"}]})");
    EXPECT_FALSE(begun.body.contains("thinking"));
}

TEST(anthropic_request, only_its_own_reasoning_goes_back) {
    const auto out = write(
        R"({"model":"m","messages":[{"role":"user","content":"q"},{"role":"assistant",
        "content":"a","reasoning":"hm","reasoning_details":[
        {"type":"reasoning.text","text":"hm","signature":"s","format":"anthropic-claude-v1"},
        {"type":"reasoning.encrypted","data":"d"},
        {"type":"reasoning.encrypted","data":"g","format":"google-gemini-v1"}]},
        {"role":"user","content":"r"}]})");
    EXPECT_EQ(out.body["messages"][1]["content"], parsed(R"([
        {"type":"thinking","thinking":"hm","signature":"s"},
        {"type":"redacted_thinking","data":"d"},{"type":"text","text":"a"}])"));
    EXPECT_TRUE(out.names("messages.reasoning"));
}

TEST(anthropic_request, a_schema_becomes_the_output_format) {
    const auto out = write_with(
        R"("response_format":{"type":"json_schema","json_schema":{"name":"n",
        "schema":{"type":"object"}}})");
    EXPECT_EQ(out.body["output_config"],
              parsed(R"({"format":{"type":"json_schema","schema":{"type":"object"}}})"));
    EXPECT_TRUE(write_with(R"("response_format":{"type":"json_object"})").names("response_format"));
}

TEST(anthropic_request, pictures_and_papers_are_carried) {
    const auto out = write(
        R"({"model":"m","messages":[{"role":"user","content":[
        {"type":"image_url","image_url":{"url":"https://a/b.png"}},
        {"type":"image_url","image_url":{"url":"data:image/webp;base64,QUJD"}},
        {"type":"file","file":{"filename":"p","file_data":"data:application/pdf;base64,QUJD"}},
        {"type":"file","file":{"filename":"t","file_data":"data:text/plain;base64,QUJD"}}]}]})");
    EXPECT_EQ(out.body["messages"][0]["content"], parsed(R"([
        {"type":"image","source":{"type":"url","url":"https://a/b.png"}},
        {"type":"image","source":{"type":"base64","media_type":"image/webp","data":"QUJD"}},
        {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"QUJD"},
        "title":"p"},{"type":"document","source":{"type":"text","media_type":"text/plain",
        "data":"ABC"},"title":"t"}])"));
}

TEST(anthropic_request, what_has_no_block_is_refused_by_its_path) {
    const auto refused = [](std::string_view part) {
        const auto request = testing::chat_request(
            R"({"model":"m","messages":[{"role":"user","content":[)" + std::string(part) + "]}]}");
        const auto out = write_anthropic(request, old_claude, 1);
        EXPECT_FALSE(out);
        return out ? std::string() : out.error().where;
    };
    EXPECT_EQ(refused(R"({"type":"input_audio","input_audio":{"data":"QQ==","format":"wav"}})"),
              "messages[0].content[0].type");
    EXPECT_EQ(refused(R"({"type":"image_url","image_url":{"url":"data:image/bmp;base64,QQ=="}})"),
              "messages[0].content[0].image_url");
}

TEST(anthropic_request, parameters_without_a_counterpart_are_named) {
    const auto out = write_with(
        R"("seed":1,"min_p":0.1,"logit_bias":{"1":2},"frequency_penalty":0,"n":1,
        "models":["a"],"provider":{"sort":"price"},"session_id":"s")");
    EXPECT_EQ(out.dropped, (std::vector<std::string>{"seed", "min_p", "logit_bias"}));
}

TEST(anthropic_request, a_begun_answer_ends_without_white_space) {
    const auto out = write(
        R"({"model":"m","messages":[{"role":"user","content":"q"},
        {"role":"assistant","content":"so: \n"}]})");
    EXPECT_EQ(out.body["messages"][1]["content"][0]["text"], "so:");
}

TEST(anthropic_request, stop_user_tier_and_stream_are_carried) {
    const auto out = write_with(
        R"("stop":["x"," "],"user":"u","service_tier":"default","stream":true,"top_k":5)");
    EXPECT_EQ(out.body["stop_sequences"], parsed(R"(["x"])"));
    EXPECT_TRUE(out.names("stop"));
    EXPECT_EQ(out.body["metadata"]["user_id"], "u");
    EXPECT_EQ(out.body["service_tier"], "standard_only");
    EXPECT_EQ(out.body["stream"], true);
    EXPECT_EQ(out.body["top_k"], 5);
}

TEST(anthropic_request, versions_are_read_out_of_names) {
    EXPECT_FALSE(ability_of("claude-opus-4-20250514").adaptive);
    EXPECT_FALSE(ability_of("claude-3-7-sonnet-20250219").adaptive);
    EXPECT_TRUE(ability_of("claude-opus-4-6").adaptive && ability_of("claude-opus-4-6").budget);
    EXPECT_FALSE(ability_of("anthropic.claude-opus-4-7-v1:0").budget);
    EXPECT_FALSE(ability_of("claude-sonnet-5").sampling);
    EXPECT_TRUE(ability_of("kimi-k2").budget);
}

}  // namespace
}  // namespace orrery::dialect
