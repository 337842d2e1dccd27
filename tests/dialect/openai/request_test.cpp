#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "dialect/openai/openai.h"
#include "dialect/random_request.h"
#include "dialect/request.h"

namespace orrery::dialect {
namespace {

using Read = Result<Request> (*)(std::string_view);

Request taken(Read read, std::string_view body) {
    Result<Request> request = read(body);
    EXPECT_TRUE(request) << (request ? "" : describe(request.error()));
    return request ? *request : Request();
}

std::string refused_at(Read read, std::string_view body) {
    const Result<Request> request = read(body);
    EXPECT_FALSE(request) << body;
    return request ? "" : request.error().where;
}

Json sent(const Request& request, std::string_view model = "m") {
    const Result<Outgoing> outgoing = write_openai(request, model);
    EXPECT_TRUE(outgoing);
    return Json::parse(outgoing->body);
}

TEST(chat_request, says_where_it_is_wrong) {
    const auto at = [](std::string_view body) { return refused_at(read_chat, body); };
    EXPECT_EQ(at("{}"), "messages");
    EXPECT_EQ(at(R"({"messages":[]})"), "messages");
    EXPECT_EQ(at(R"({"messages":[{"role":"robot"}]})"), "messages[0].role");
    EXPECT_EQ(at(R"({"messages":[{"role":"user","content":3}]})"), "messages[0].content");
    EXPECT_EQ(at(R"({"messages":[{"role":"user","content":[{"text":"x"}]}]})"),
              "messages[0].content[0].type");
    EXPECT_EQ(at(R"({"messages":[{"role":"assistant","tool_calls":[{"function":{}}]}]})"),
              "messages[0].tool_calls[0].function.name");
    EXPECT_EQ(at(R"({"messages":[{"role":"assistant","tool_calls":[)"
                 R"({"function":{"name":"f","arguments":{}}}]}]})"),
              "messages[0].tool_calls[0].function.arguments");
    EXPECT_EQ(at(R"({"messages":[{"role":"user"}],"temperature":"hot"})"), "temperature");
    EXPECT_EQ(at(R"({"messages":[{"role":"user"}],"max_tokens":0})"), "max_tokens");
    EXPECT_EQ(at(R"({"messages":[{"role":"user"}],"stream":1})"), "stream");
    EXPECT_EQ(at(R"({"messages":[{"role":"user"}],"tools":{}})"), "tools");
    EXPECT_FALSE(read_chat("[]"));
    EXPECT_FALSE(read_chat("{\"messages\":\xff}"));
}

TEST(chat_request, null_counts_as_absent) {
    const Request request = taken(
        read_chat, R"({"messages":[{"role":"user","content":null}],"stream":null,"stop":null})");
    EXPECT_FALSE(request.stream);
}

TEST(openai_request, asks_for_usage_in_a_stream) {
    const Request request = taken(
        read_chat,
        R"({"messages":[{"role":"user","content":"x"}],"stream":true,"stream_options":{"y":1}})");
    EXPECT_EQ(sent(request)["stream_options"], Json::parse(R"({"y":1,"include_usage":true})"));
    EXPECT_EQ(sent(request)["stream"], true);
}

TEST(openai_request, says_effort_in_openai_s_word) {
    const auto effort = [](std::string_view reasoning) {
        const Request request = taken(read_chat, R"({"messages":[{"role":"user"}],"reasoning":)" +
                                                     std::string(reasoning) + "}");
        const Json body = sent(request);
        EXPECT_FALSE(body.contains("reasoning"));
        return body.value("reasoning_effort", "");
    };
    EXPECT_EQ(effort(R"({"effort":"high"})"), "high");
    EXPECT_EQ(effort(R"({"enabled":true})"), "medium");
    EXPECT_EQ(effort(R"({"enabled":false})"), "none");
    EXPECT_EQ(effort(R"({"max_tokens":2000})"), "medium");
    EXPECT_EQ(effort("{}"), "");
}

TEST(openai_request, names_what_it_cannot_carry) {
    const Request request = taken(
        read_chat, R"({"messages":[{"role":"user"}],"reasoning":{"max_tokens":5,"exclude":true}})");
    const auto outgoing = write_openai(request, "m");
    ASSERT_TRUE(outgoing);
    EXPECT_EQ(outgoing->dropped,
              (std::vector<std::string>{"reasoning.max_tokens", "reasoning.exclude"}));
    EXPECT_EQ(outgoing->target, "/chat/completions");
}

RC_GTEST_PROP(openai_request, keeps_everything_that_is_not_ours, (std::uint64_t seed)) {
    testing::RandomRequest random(seed);
    const std::string body = random.written(random.chat());
    RC_LOG() << body << '\n';
    const Result<Request> request = read_chat(body);
    RC_ASSERT(request.has_value());
    nlohmann::json expected = nlohmann::json::parse(body);
    for (const char* const name :
         {"models", "provider", "session_id", "transforms", "plugins", "usage", "route"}) {
        expected.erase(name);
    }
    expected["model"] = "m";
    if (expected.value("stream", false)) {
        expected["stream_options"]["include_usage"] = true;
    } else {
        expected.erase("stream_options");
    }
    const Result<Outgoing> outgoing = write_openai(*request, "m");
    RC_ASSERT(outgoing.has_value());
    RC_ASSERT(outgoing->dropped.empty());
    RC_ASSERT(nlohmann::json::parse(outgoing->body) == expected);
}

TEST(completions_request, becomes_a_chat) {
    const Request request =
        taken(read_completions, R"({"model":"a","prompt":["Once"],"logprobs":2,"echo":false})");
    EXPECT_EQ(request.ingress, Ingress::completions);
    EXPECT_EQ(request.chat["prompt"], Json::parse(R"(["Once"])"));
    const Json body = sent(request);
    EXPECT_EQ(body, Json::parse(R"({"model":"m","logprobs":true,"top_logprobs":2,
                                    "messages":[{"role":"user","content":"Once"}]})"));
}

TEST(completions_request, refuses_what_a_chat_cannot_do) {
    const auto at = [](std::string_view body) { return refused_at(read_completions, body); };
    EXPECT_EQ(at(R"({"prompt":["a","b"]})"), "prompt");
    EXPECT_EQ(at(R"({"prompt":[1,2]})"), "prompt");
    EXPECT_EQ(at(R"({"prompt":[[1,2]]})"), "prompt");
    EXPECT_EQ(at(R"({"prompt":[]})"), "prompt");
    EXPECT_EQ(at(R"({"model":"m"})"), "prompt");
    EXPECT_EQ(at(R"({"prompt":"a","suffix":"b"})"), "suffix");
    EXPECT_EQ(at(R"({"prompt":"a","echo":true})"), "echo");
    EXPECT_EQ(at(R"({"prompt":"a","best_of":3})"), "best_of");
    EXPECT_TRUE(read_completions(R"({"prompt":"a","best_of":3,"n":3})"));
}

TEST(embeddings_request, passes) {
    const Request request = taken(read_embeddings,
                                  R"({"model":"a","input":["x","y"],"dimensions":8,
                                      "encoding_format":"base64","provider":{}})");
    const Result<Outgoing> outgoing = write_openai(request, "m");
    ASSERT_TRUE(outgoing);
    EXPECT_EQ(outgoing->target, "/embeddings");
    EXPECT_EQ(Json::parse(outgoing->body),
              Json::parse(R"({"model":"m","input":["x","y"],"dimensions":8,
                              "encoding_format":"base64"})"));
}

TEST(embeddings_request, says_where_it_is_wrong) {
    const auto at = [](std::string_view body) { return refused_at(read_embeddings, body); };
    EXPECT_EQ(at("{}"), "input");
    EXPECT_EQ(at(R"({"input":[]})"), "input");
    EXPECT_EQ(at(R"({"input":"a","dimensions":0})"), "dimensions");
    EXPECT_EQ(at(R"({"input":"a","encoding_format":"int8"})"), "encoding_format");
}

}  // namespace
}  // namespace orrery::dialect
