#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "dialect/request.h"
#include "dialect/splice.h"

namespace orrery::dialect {
namespace {

AnswerContext context() {
    AnswerContext context;
    context.generation_id = "gen-1";
    context.model = "acme/large";
    context.provider = "Acme \"EU\"";
    context.created_s = 1700000000;
    return context;
}

const std::string head = R"("id":"gen-1","provider":"Acme \"EU\"","model":"acme/large",)"
                         R"("object":"chat.completion.chunk",)";

Bill bill(std::int64_t prompt, std::int64_t completion) {
    Bill bill;
    bill.usage.prompt = prompt;
    bill.usage.completion = completion;
    bill.cost_nano_usd = 1500;
    return bill;
}

/// Passes one event and returns what went out.
std::string passed(ChatPassage& passage, std::string_view data) {
    std::string out;
    const Status status = passage.pass_event(data, out);
    EXPECT_TRUE(status) << (status ? "" : describe(status.error()));
    return out;
}

TEST(passage, splices_ours_and_keeps_the_rest_byte_for_byte) {
    ChatPassage passage(context());
    EXPECT_EQ(
        passed(passage,
               R"({"id":"up-1","object":"chat.completion.chunk","created":1690000000,)"
               R"("model":"large-v2","system_fingerprint":"fp","x":[1, 2e3],"choices":[{"index":0,)"
               R"("delta":{"role":"assistant","content":"H\u00e9\n"},"logprobs":null,)"
               R"("finish_reason":null}]})"),
        "data: {" + head +
            R"("system_fingerprint":"fp","x":[1, 2e3],"choices":[{"index":0,)"
            R"("delta":{"role":"assistant","content":"H\u00e9\n"},"logprobs":null,)"
            R"("finish_reason":null,"native_finish_reason":null}],"created":1690000000})"
            "\n\n");
    EXPECT_EQ(passage.upstream_id(), "up-1");
    EXPECT_EQ(passage.content_bytes(), 4);
    EXPECT_TRUE(passage.has_content());
    EXPECT_FALSE(passage.is_ended());
}

TEST(passage, normalises_the_finish_reason_and_keeps_the_native_one) {
    ChatPassage passage(context());
    const std::string out =
        passed(passage, R"({"choices":[{"index":0,"delta":{},"finish_reason":"end_turn"}]})");
    EXPECT_NE(out.find(R"("finish_reason":"stop","native_finish_reason":"end_turn")"),
              std::string::npos)
        << out;
    EXPECT_EQ(passage.finish(), Finish::stop);
    EXPECT_EQ(passage.native_finish(), "end_turn");
}

TEST(passage, keeps_a_native_finish_reason_that_the_provider_gives) {
    ChatPassage passage(context());
    const std::string out = passed(
        passage, R"({"choices":[{"finish_reason":"length","native_finish_reason":"MAX_TOKENS",)"
                 R"("delta":{}}]})");
    EXPECT_NE(out.find(R"("finish_reason":"length","native_finish_reason":"MAX_TOKENS")"),
              std::string::npos)
        << out;
    EXPECT_EQ(passage.native_finish(), "MAX_TOKENS");
}

TEST(passage, holds_the_usage_chunk_back_and_sends_it_once_at_the_end) {
    ChatPassage passage(context());
    EXPECT_EQ(
        passed(passage, R"({"id":"x","choices":[],"service_tier":"flex","created":5,)"
                        R"("usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}})"),
        "");
    EXPECT_EQ(passage.usage().prompt, 9);
    EXPECT_EQ(passage.usage().provenance, Provenance::provider_final);
    passed(passage, " [DONE]\n");
    EXPECT_TRUE(passage.is_ended());
    std::string out;
    passage.end(bill(9, 3), out);
    EXPECT_EQ(out, "data: {" + head +
                       R"("service_tier":"flex","choices":[],"usage":{"prompt_tokens":9,)"
                       R"("completion_tokens":3,"total_tokens":12,"cost":0.0000015,)"
                       R"("is_byok":false},"created":5})"
                       "\n\ndata: [DONE]\n\n");
}

TEST(passage, reads_usage_from_a_chunk_with_content_and_strips_it) {
    ChatPassage passage(context());
    for (int count = 1; count <= 3; ++count) {
        const std::string out = passed(
            passage, R"({"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}],)"
                     R"("usage":{"prompt_tokens":9,"completion_tokens":)" +
                         std::to_string(count) + "}}");
        EXPECT_EQ(out.find("usage"), std::string::npos) << out;
        EXPECT_EQ(passage.usage().completion, count);
        EXPECT_EQ(passage.usage().provenance, Provenance::provider_partial);
    }
    passed(passage, R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],)"
                    R"("usage":{"prompt_tokens":9,"completion_tokens":4}})");
    EXPECT_EQ(passage.usage().completion, 4);
    EXPECT_EQ(passage.usage().provenance, Provenance::provider_final);
}

TEST(passage, null_usage_is_no_usage) {
    ChatPassage passage(context());
    const std::string out =
        passed(passage, R"({"choices":[{"index":0,"delta":{}}],"usage":null,"error":null})");
    EXPECT_EQ(out, "data: {" + head +
                       R"("choices":[{"index":0,"delta":{},"finish_reason":null,)"
                       R"("native_finish_reason":null}],"created":1700000000})"
                       "\n\n");
    EXPECT_EQ(passage.usage(), Usage());
    EXPECT_EQ(passage.error(), nullptr);
}

TEST(passage, azure_s_first_chunk_passes) {
    ChatPassage passage(context());
    const std::string out = passed(
        passage, R"({"choices":[],"created":0,"id":"","model":"","object":"",)"
                 R"("prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]})");
    EXPECT_EQ(out, "data: {" + head +
                       R"("choices":[],"prompt_filter_results":[{"prompt_index":0,)"
                       R"("content_filter_results":{}}],"created":1700000000})"
                       "\n\n");
    EXPECT_FALSE(passage.has_content());
    passed(passage, R"({"id":"up-2","choices":[{"delta":{"content":""}}]})");
    EXPECT_EQ(passage.upstream_id(), "up-2");
    EXPECT_FALSE(passage.has_content());
}

TEST(passage, counts_tool_calls_and_their_bytes) {
    ChatPassage passage(context());
    passed(passage, R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c1","function":)"
                    R"({"name":"f","arguments":""}}]}}]})");
    EXPECT_TRUE(passage.has_content());
    passed(passage, R"({"choices":[{"delta":{"tool_calls":[{"index":0,"function":)"
                    R"({"arguments":"{\"a\":1}"}}]}}]})");
    passed(passage, R"({"choices":[{"delta":{"tool_calls":[{"index":1,"id":"c2","function":)"
                    R"({"name":"g","arguments":"{}"}}]}}]})");
    // Repeats the name and the id in a later piece.
    passed(passage, R"({"choices":[{"delta":{"tool_calls":[{"index":1,"id":"c2","function":)"
                    R"({"name":"g","arguments":"x"}}]}}]})");
    EXPECT_EQ(passage.tool_calls(), 2);
    EXPECT_EQ(passage.content_bytes(), 7 + 2 + 1);
}

TEST(passage, counts_reasoning_once_that_is_said_twice) {
    ChatPassage passage(context());
    passed(passage,
           R"({"choices":[{"delta":{"reasoning":"12345","reasoning_content":"12345",)"
           R"("reasoning_details":[{"type":"reasoning.text","text":"12345"}],"content":"12"}}]})");
    EXPECT_EQ(passage.content_bytes(), 7);
}

TEST(passage, an_error_is_noted_and_not_forwarded) {
    ChatPassage passage(context());
    EXPECT_EQ(passed(passage, R"({"id":"x","error":{"code":429,"message":"slow down"},)"
                              R"("choices":[{"delta":{"content":""},"finish_reason":"error"}]})"),
              "");
    ASSERT_NE(passage.error(), nullptr);
    EXPECT_EQ(passage.error()->status, 429);
    EXPECT_EQ(passage.error()->text, "slow down");
    EXPECT_FALSE(passage.is_ended());
}

TEST(passage, an_openai_error_without_a_code_has_a_status) {
    ChatPassage passage(context());
    passed(passage, R"({"error":{"message":"boom","type":"server_error","code":null}})");
    ASSERT_NE(passage.error(), nullptr);
    EXPECT_EQ(passage.error()->status, 502);
    EXPECT_EQ(passage.error()->text, "boom");
    EXPECT_EQ(passage.error()->name, "server_error");
}

TEST(passage, what_is_no_chunk_is_refused_and_writes_nothing) {
    for (const char* const data :
         {"", "x", "[]", "{}", "{\"choices\":[", R"({"choices":[]}{})", R"({"type":"ping"})",
          R"({"choices":[],"choices":[]})", R"({"choices":[5]})"}) {
        ChatPassage passage(context());
        std::string out = "before";
        EXPECT_FALSE(passage.pass_event(data, out)) << data;
        EXPECT_EQ(out, "before");
    }
}

TEST(passage, a_broken_stream_never_looks_done) {
    ChatPassage passage(context());
    std::string out;
    passage.fail(502, "cut \xff", out);
    EXPECT_EQ(out, "data: {" + head +
                       R"("choices":[{"index":0,"delta":{"role":"assistant","content":""},)"
                       R"("finish_reason":"error","native_finish_reason":null}],)"
                       R"("error":{"code":502,"message":"cut )"
                       "\xEF\xBF\xBD"
                       R"("},"created":1700000000})"
                       "\n\n");
}

TEST(passage, names_what_was_dropped_in_the_last_chunk) {
    AnswerContext given = context();
    given.dropped = {"top_k"};
    ChatPassage passage(given);
    std::string out;
    passage.end(bill(1, 1), out);
    EXPECT_NE(out.find(R"("orrery":{"dropped":["top_k"]},)"), std::string::npos) << out;
}

TEST(passage, several_choices_pass_in_one_chunk) {
    ChatPassage passage(context());
    const std::string out =
        passed(passage, R"({"choices":[{"index":0,"delta":{"content":"a"}},)"
                        R"({"index":1,"delta":{"content":"b"},"finish_reason":"length"}]})");
    const Json chunk = Json::parse(out.substr(6));
    EXPECT_EQ(chunk["choices"].size(), 2U);
    EXPECT_EQ(chunk["choices"][0]["finish_reason"], nullptr);
    EXPECT_EQ(chunk["choices"][1]["finish_reason"], "length");
    EXPECT_EQ(chunk["choices"][1]["delta"]["content"], "b");
}

TEST(passage, splices_a_whole_body) {
    const std::string body =
        R"({"id":"up","object":"chat.completion","created":7,"model":"v2","choices":[{"index":0,)"
        R"("message":{"role":"assistant","content":"Hi","tool_calls":[{"id":"c","type":"function",)"
        R"("function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_use"}],)"
        R"("usage":{"prompt_tokens":2,"completion_tokens":1,"total_tokens":3}})";
    ChatPassage passage(context());
    ASSERT_TRUE(passage.read_body(body));
    EXPECT_EQ(passage.usage().prompt, 2);
    EXPECT_EQ(passage.usage().provenance, Provenance::provider_final);
    EXPECT_EQ(passage.tool_calls(), 1);
    EXPECT_EQ(passage.content_bytes(), 4);
    EXPECT_EQ(passage.finish(), Finish::tool_calls);
    std::string out;
    passage.write_body(bill(2, 1), out);
    EXPECT_EQ(Json::parse(out), Json::parse(
                                    R"({"id":"gen-1","provider":"Acme \"EU\"","model":"acme/large",
            "object":"chat.completion",
            "choices":[{"index":0,"message":{"role":"assistant","content":"Hi","tool_calls":[
            {"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}],"refusal":null},
            "finish_reason":"tool_calls","native_finish_reason":"tool_use"}],
            "system_fingerprint":null,"usage":{"prompt_tokens":2,"completion_tokens":1,
            "total_tokens":3,"cost":0.0000015,"is_byok":false},"created":7})"));
}

TEST(passage, a_body_that_is_an_error_is_noted) {
    ChatPassage passage(context());
    ASSERT_TRUE(passage.read_body(R"({"error":{"message":"no such model","code":404}})"));
    ASSERT_NE(passage.error(), nullptr);
    EXPECT_EQ(passage.error()->status, 404);
    EXPECT_FALSE(ChatPassage(context()).read_body("<html>"));
}

}  // namespace
}  // namespace orrery::dialect
