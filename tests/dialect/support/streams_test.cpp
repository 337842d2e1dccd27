// Every provider's answer through every client's dialect: what was said arrives.

#include "dialect/support/answer.h"

namespace orrery::dialect {
namespace {

using testing::parsed;

struct Provider {
    Egress egress;
    std::vector<std::string> stream;
};

std::vector<Provider> providers() {
    return {
        {Egress::openai,
         {R"({"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"spoken "}}]})",
          R"({"choices":[{"index":0,"delta":{"content":"words","tool_calls":[{"index":0,"id":"k1",
          "type":"function","function":{"name":"look","arguments":""}}]}}]})",
          R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,
          "function":{"arguments":"{\"q\":7}"}}]}}]})",
          R"({"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]})",
          R"({"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":5}})", "[DONE]"}},
        {Egress::anthropic,
         {R"({"type":"message_start","message":{"id":"m","model":"c","usage":{"input_tokens":11,
          "output_tokens":1}}})",
          R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})",
          R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta",
          "text":"spoken "}})",
          R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta",
          "text":"words"}})",
          R"({"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"k1",
          "name":"look","input":{}}})",
          R"({"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta",
          "partial_json":"{\"q\":7}"}})",
          R"({"type":"message_delta","delta":{"stop_reason":"tool_use"},
          "usage":{"output_tokens":5}})",
          R"({"type":"message_stop"})"}},
        {Egress::gemini,
         {R"({"candidates":[{"content":{"parts":[{"text":"spoken "}]}}]})",
          R"({"candidates":[{"content":{"parts":[{"text":"words"},{"functionCall":{"id":"k1",
          "name":"look","args":{"q":7}}}]},"finishReason":"STOP"}],"usageMetadata":
          {"promptTokenCount":11,"candidatesTokenCount":5,"totalTokenCount":16}})"}}};
}

std::vector<Event> events_of(const Provider& provider) {
    const auto reader = make_answer_reader(provider.egress, Ingress::chat);
    auto events = testing::read_all(*reader, provider.stream);
    EXPECT_TRUE(reader->is_ended()) << name_of(provider.egress);
    return events;
}

Json body_of(const Provider& provider, Ingress ingress) {
    const auto writer = make_answer_writer(ingress, false, testing::some_context());
    Bill bill;
    std::string out;
    for (const Event& event : events_of(provider)) {
        writer->write(event, out);
        if (event.kind == Event::Kind::usage) {
            bill.usage = event.usage;
        }
    }
    return parsed(writer->body(bill));
}

TEST(answers, reach_chat_clients_from_every_provider) {
    for (const Provider& provider : providers()) {
        const Json body = body_of(provider, Ingress::chat);
        const Json& choice = body["choices"][0];
        EXPECT_EQ(choice["message"]["content"], "spoken words") << name_of(provider.egress);
        EXPECT_EQ(choice["message"]["tool_calls"][0]["id"], "k1");
        EXPECT_EQ(choice["message"]["tool_calls"][0]["function"]["arguments"], R"({"q":7})");
        EXPECT_EQ(choice["finish_reason"], "tool_calls");
        EXPECT_EQ(body["usage"]["prompt_tokens"], 11);
    }
}

TEST(answers, reach_messages_clients_from_every_provider) {
    for (const Provider& provider : providers()) {
        const Json body = body_of(provider, Ingress::messages);
        EXPECT_EQ(body["content"][0]["text"], "spoken words") << name_of(provider.egress);
        EXPECT_EQ(body["content"][1]["id"], "k1");
        EXPECT_EQ(body["content"][1]["input"], parsed(R"({"q":7})"));
        EXPECT_EQ(body["stop_reason"], "tool_use");
        EXPECT_EQ(body["usage"]["input_tokens"], 11);
        EXPECT_EQ(body["usage"]["output_tokens"], 5);
    }
}

TEST(answers, reach_responses_clients_from_every_provider) {
    for (const Provider& provider : providers()) {
        const Json body = body_of(provider, Ingress::responses);
        EXPECT_EQ(body["output"][0]["content"][0]["text"], "spoken words")
            << name_of(provider.egress);
        EXPECT_EQ(body["output"][1]["call_id"], "k1");
        EXPECT_EQ(body["output"][1]["arguments"], R"({"q":7})");
        EXPECT_EQ(body["status"], "completed");
        EXPECT_EQ(body["usage"]["total_tokens"], 16);
    }
}

TEST(requests, leave_out_what_a_chat_provider_does_not_know) {
    const auto request = read_request(
        Ingress::messages,
        R"({"model":"m","cache_control":{"type":"ephemeral"},"messages":[{"role":"user",
        "content":"q"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f",
        "input":{},"cache_control":{"type":"ephemeral"}}]},{"role":"user","content":[
        {"type":"tool_result","tool_use_id":"a","content":"x","is_error":true}]}]})");
    ASSERT_TRUE(request);
    const auto out = write_request(Egress::openai, *request, "gpt", 1);
    ASSERT_TRUE(out);
    EXPECT_EQ(out->dropped, (std::vector<std::string>{"messages.is_error", "cache_control"}));
    const Json body = parsed(out->body);
    EXPECT_FALSE(body.contains("cache_control"));
    EXPECT_EQ(body["messages"][2], parsed(R"({"role":"tool","tool_call_id":"a","content":"x"})"));
    EXPECT_FALSE(body["messages"][1]["tool_calls"][0].contains("cache_control"));
}

TEST(answers, keep_whose_reasoning_it_was_through_chat) {
    const Provider gemini = {
        Egress::gemini,
        {R"({"candidates":[{"content":{"parts":[{"functionCall":{"id":"k1","name":"f","args":{}},
         "thoughtSignature":"proof"}]},"finishReason":"STOP"}]})"}};
    const Json message = body_of(gemini, Ingress::chat)["choices"][0]["message"];
    Json chat = parsed(R"({"model":"m","messages":[{"role":"user","content":"q"}]})");
    chat["messages"].push_back(message);
    chat["messages"].push_back({{"role", "tool"}, {"tool_call_id", "k1"}, {"content", "1"}});
    const auto request = testing::chat_request(chat.dump());
    const auto again = write_request(Egress::gemini, request, "gemini-3-pro", 1);
    ASSERT_TRUE(again);
    EXPECT_EQ(parsed(again->body)["contents"][1]["parts"][0]["thoughtSignature"], "proof");
}

}  // namespace
}  // namespace orrery::dialect
