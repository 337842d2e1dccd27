#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "dialect/anthropic/anthropic.h"
#include "dialect/support/answer.h"

namespace orrery::dialect {
namespace {

using testing::parsed;

Request read(std::string_view body) {
    auto request = read_messages(body);
    EXPECT_TRUE(request) << (request ? "" : request.error().what);
    return request ? std::move(*request) : Request{};
}

std::string where_of(std::string_view body) {
    const auto request = read_messages(body);
    EXPECT_FALSE(request);
    return request ? std::string() : request.error().where;
}

TEST(messages_request, parameters_have_their_chat_names) {
    const Request request = read(
        R"({"model":"m","max_tokens":9,"stop_sequences":["x"],"top_k":3,"stream":true,
        "metadata":{"user_id":"u"},"service_tier":"standard_only","models":["a","b"],
        "thinking":{"type":"enabled","budget_tokens":2048},"output_config":{"effort":"high"},
        "messages":[{"role":"user","content":"q"}]})");
    EXPECT_EQ(request.ingress, Ingress::messages);
    EXPECT_TRUE(request.stream);
    EXPECT_EQ(request.chat["stop"], parsed(R"(["x"])"));
    EXPECT_EQ(request.chat["max_tokens"], 9);
    EXPECT_EQ(request.chat["user"], "u");
    EXPECT_EQ(request.chat["service_tier"], "default");
    EXPECT_EQ(request.chat["models"].size(), 2U);
    EXPECT_EQ(request.chat["reasoning"],
              parsed(R"({"enabled":true,"max_tokens":2048,"effort":"high"})"));
    EXPECT_TRUE(request.dropped.empty());
}

TEST(messages_request, results_stand_before_what_the_user_says) {
    const Request request = read(
        R"({"system":"s","messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a",
        "name":"f","input":{"x":1}}]},{"role":"user","content":[
        {"type":"tool_result","tool_use_id":"a","content":"1"},{"type":"text","text":"go"}]}]})");
    const Json& messages = request.chat["messages"];
    ASSERT_EQ(messages.size(), 4U);
    EXPECT_EQ(messages[0]["role"], "system");
    EXPECT_EQ(messages[1]["tool_calls"][0]["function"]["arguments"], R"({"x":1})");
    EXPECT_EQ(messages[2], parsed(R"({"role":"tool","tool_call_id":"a","content":"1"})"));
    EXPECT_EQ(messages[3]["role"], "user");
}

TEST(messages_request, tools_of_the_provider_s_own_are_named) {
    const Request request = read(
        R"({"messages":[{"role":"user","content":"q"}],"container":"c","tools":[
        {"type":"web_search_20250305","name":"web_search"},
        {"name":"f","description":"d","input_schema":{"type":"object"},
        "cache_control":{"type":"ephemeral"}}],
        "tool_choice":{"type":"any","disable_parallel_tool_use":true}})");
    EXPECT_EQ(request.chat["tools"].size(), 1U);
    EXPECT_EQ(request.chat["tools"][0]["cache_control"]["type"], "ephemeral");
    EXPECT_EQ(request.chat["tool_choice"], "required");
    EXPECT_EQ(request.chat["parallel_tool_calls"], false);
    EXPECT_EQ(request.dropped,
              (std::vector<std::string>{"tools.web_search_20250305", "container"}));
}

TEST(messages_request, formats_of_both_ages_are_read) {
    for (const char* format : {R"("output_config":{"format":{"type":"json_schema","schema":{}}})",
                               R"("output_format":{"type":"json_schema","schema":{}})"}) {
        const Request request =
            read(R"({"messages":[{"role":"user","content":"q"}],)" + std::string(format) + "}");
        EXPECT_EQ(request.chat["response_format"]["type"], "json_schema") << format;
    }
}

TEST(messages_request, faults_are_found_by_their_path) {
    EXPECT_EQ(where_of(R"({"messages":[]})"), "messages");
    EXPECT_EQ(where_of(R"({"messages":[{"role":"tool","content":"x"}]})"), "messages[0].role");
    EXPECT_EQ(where_of(R"({"messages":[{"role":"user","content":[{"type":"text","text":"a"},
              {"type":"server_tool_use"}]}]})"),
              "messages[0].content[1].type");
    EXPECT_EQ(where_of(R"({"messages":[{"role":"user","content":[{"type":"image",
              "source":{"type":"file","file_id":"f"}}]}]})"),
              "messages[0].content[0].source");
    EXPECT_EQ(where_of(R"({"messages":[{"role":"user","content":[{"type":"tool_result"}]}]})"),
              "messages[0].content[0].tool_use_id");
    EXPECT_FALSE(read_messages("[]"));
}

TEST(messages_request, adaptive_thinking_survives_to_a_model_that_has_it) {
    const Request request = read(
        R"({"max_tokens":99,"thinking":{"type":"adaptive","display":"omitted"},
        "output_config":{"effort":"low"},"messages":[{"role":"user","content":"q"}]})");
    const auto out = write_anthropic(request, "claude-opus-4-7", 1);
    ASSERT_TRUE(out);
    const Json body = parsed(out->body);
    EXPECT_EQ(body["thinking"], parsed(R"({"type":"adaptive","display":"omitted"})"));
    EXPECT_EQ(body["output_config"]["effort"], "low");
    EXPECT_TRUE(out->dropped.empty());
}

std::string any_word() {
    return "w" + std::to_string(*rc::gen::inRange(0, 1000));
}

bool coin() {
    return *rc::gen::arbitrary<bool>();
}

Json marked(Json block) {
    if (coin()) {
        block["cache_control"] = {{"type", "ephemeral"}};
    }
    return block;
}

Json any_user_block() {
    switch (*rc::gen::inRange(0, 4)) {
        case 0:
            return marked({{"type", "image"},
                           {"source", {{"type", "url"}, {"url", "https://a/" + any_word()}}}});
        case 1:
            return marked(
                {{"type", "image"},
                 {"source", {{"type", "base64"}, {"media_type", "image/png"}, {"data", "QUJD"}}}});
        case 2:
            return marked(
                {{"type", "document"},
                 {"source",
                  {{"type", "base64"}, {"media_type", "application/pdf"}, {"data", "QUJD"}}},
                 {"title", any_word()}});
        default:
            return marked({{"type", "text"}, {"text", any_word()}});
    }
}

/// Adds an assistant's turn, and the user's with the results of its calls.
void add_turns(Json& messages, int& calls) {
    Json said = Json::array();
    Json heard = Json::array();
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
        if (coin()) {
            said.push_back({{"type", "thinking"}, {"thinking", any_word()}, {"signature", "s"}});
        } else {
            said.push_back({{"type", "redacted_thinking"}, {"data", any_word()}});
        }
        if (coin()) {
            said.push_back(marked({{"type", "text"}, {"text", any_word()}}));
        }
    }
    said.push_back(marked({{"type", "text"}, {"text", any_word()}}));
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
        const std::string id = "toolu_" + std::to_string(calls++);
        said.push_back(marked({{"type", "tool_use"},
                               {"id", id},
                               {"name", any_word()},
                               {"input", {{"x", *rc::gen::inRange(0, 9)}}}}));
        Json result = {{"type", "tool_result"}, {"tool_use_id", id}};
        result["content"] = coin() ? Json(any_word()) : Json::array({any_user_block()});
        if (coin()) {
            result["is_error"] = coin();
        }
        heard.push_back(marked(std::move(result)));
    }
    heard.push_back(any_user_block());
    messages.push_back({{"role", "assistant"}, {"content", std::move(said)}});
    messages.push_back({{"role", "user"}, {"content", std::move(heard)}});
}

RC_GTEST_PROP(messages_round_trip, keeps_every_turn, ()) {
    int calls = 0;
    Json messages = Json::array({{{"role", "user"}, {"content", Json::array({any_user_block()})}}});
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        add_turns(messages, calls);
    }
    const Json system = Json::array({marked({{"type", "text"}, {"text", any_word()}})});
    const Json tools = Json::array(
        {marked({{"name", "f"}, {"description", "d"}, {"input_schema", {{"type", "object"}}}})});
    const Json body = {{"model", "m"},
                       {"max_tokens", 5000},
                       {"system", system},
                       {"messages", messages},
                       {"tools", tools},
                       {"temperature", 0.5},
                       {"stop_sequences", {"x"}},
                       {"metadata", {{"user_id", "u"}}}};
    const auto request = read_messages(body.dump());
    RC_ASSERT(request.has_value());
    RC_ASSERT(request->dropped.empty());
    const auto out = write_anthropic(*request, "claude-sonnet-4-5", 1);
    RC_ASSERT(out.has_value());
    RC_ASSERT(out->dropped.empty());
    const Json written = Json::parse(out->body);
    RC_ASSERT(written["messages"].dump() == messages.dump());
    RC_ASSERT(written["system"] == system);
    RC_ASSERT(nlohmann::json(written["tools"]) == nlohmann::json(tools));
    for (const char* same : {"max_tokens", "temperature", "stop_sequences", "metadata"}) {
        RC_ASSERT(written[same] == body[same]);
    }
}

}  // namespace
}  // namespace orrery::dialect
