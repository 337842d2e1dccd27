#include <algorithm>

#include "dialect/gemini/gemini.h"
#include "dialect/support/answer.h"

namespace orrery::dialect {
namespace {

using testing::parsed;

struct Written {
    Json body;
    std::string target;
    std::vector<std::string> dropped;
    [[nodiscard]] bool names(std::string_view parameter) const {
        return std::ranges::find(dropped, parameter) != dropped.end();
    }
};

Written write(std::string_view chat, std::string_view model = "gemini-2.5-flash") {
    const auto out = write_request(Egress::gemini, testing::chat_request(chat), model, 4096);
    EXPECT_TRUE(out) << (out ? "" : out.error().what);
    return out ? Written{parsed(out->body), out->target, out->dropped} : Written{};
}

Written write_with(const std::string& members, std::string_view model = "gemini-2.5-flash") {
    return write(R"({"model":"m","messages":[{"role":"user","content":"hi"}],)" + members + "}",
                 model);
}

TEST(gemini_request, the_target_names_model_and_way) {
    EXPECT_EQ(write_with(R"("stream":true)").target,
              "/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
    EXPECT_EQ(write_with(R"("stream":false)").target, "/models/gemini-2.5-flash:generateContent");
}

TEST(gemini_request, turns_are_contents_and_systems_stand_apart) {
    const auto out = write(
        R"({"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"a"},
        {"role":"user","content":[{"type":"text","text":"b"}]},
        {"role":"assistant","content":"c"},{"role":"developer","content":"d"}]})");
    EXPECT_EQ(out.body["systemInstruction"], parsed(R"({"parts":[{"text":"s"},{"text":"d"}]})"));
    EXPECT_EQ(out.body["contents"], parsed(R"([
        {"role":"user","parts":[{"text":"a"},{"text":"b"}]},
        {"role":"model","parts":[{"text":"c"}]}])"));
}

constexpr std::string_view tool_loop =
    R"({"model":"m","messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,
    "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}},
    {"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}],
    "reasoning_details":[{"type":"reasoning.encrypted","id":"c1","data":"proof",
    "format":"google-gemini-v1"}]},
    {"role":"tool","tool_call_id":"c1","content":"{\"y\":2}"},
    {"role":"tool","tool_call_id":"c2","content":"plain"}]})";

TEST(gemini_request, results_are_joined_to_calls_by_name) {
    const auto out = write(tool_loop);
    EXPECT_EQ(out.body["contents"][1]["parts"], parsed(R"([
        {"functionCall":{"name":"f","args":{"x":1},"id":"c1"},"thoughtSignature":"proof"},
        {"functionCall":{"name":"g","args":{},"id":"c2"}}])"));
    EXPECT_EQ(out.body["contents"][2]["parts"], parsed(R"([
        {"functionResponse":{"name":"f","response":{"y":2},"id":"c1"}},
        {"functionResponse":{"name":"g","response":{"output":"plain"},"id":"c2"}}])"));
    EXPECT_FALSE(out.names("messages.reasoning"));
}

TEST(gemini_request, a_call_without_its_signature_is_marked_where_models_demand_one) {
    std::string loop(tool_loop);
    loop.replace(loop.find("google-gemini-v1"), 16, "anthropic-claude");
    const auto out = write(loop, "gemini-3-pro-preview");
    EXPECT_EQ(out.body["contents"][1]["parts"][0]["thoughtSignature"],
              "skip_thought_signature_validator");
    EXPECT_FALSE(out.body["contents"][1]["parts"][1].contains("thoughtSignature"));
    EXPECT_TRUE(out.names("messages.reasoning"));
    EXPECT_FALSE(write(loop).body["contents"][1]["parts"][0].contains("thoughtSignature"));
}

TEST(gemini_request, an_error_of_a_tool_is_an_error) {
    Request request = testing::chat_request(tool_loop);
    request.chat["messages"][3]["is_error"] = true;
    const auto out = write_gemini(request, "gemini-2.5-pro", 1);
    ASSERT_TRUE(out);
    EXPECT_EQ(parsed(out->body)["contents"][2]["parts"][1]["functionResponse"]["response"],
              parsed(R"({"error":"plain"})"));
}

TEST(gemini_request, a_result_without_its_call_is_refused) {
    const auto out = write_gemini(
        testing::chat_request(
            R"({"model":"m","messages":[{"role":"tool","tool_call_id":"c","content":"x"}]})"),
        "gemini-2.5-pro", 1);
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().where, "messages[0].tool_call_id");
}

TEST(gemini_request, media_of_all_kinds_are_carried) {
    const auto out = write(
        R"({"model":"m","messages":[{"role":"user","content":[
        {"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}},
        {"type":"image_url","image_url":{"url":"https://a/b.webp?x=1"}},
        {"type":"file","file":{"filename":"p.pdf","file_data":"data:application/pdf;base64,QQ=="}},
        {"type":"input_audio","input_audio":{"data":"QQ==","format":"mp3"}}]}]})");
    EXPECT_EQ(out.body["contents"][0]["parts"], parsed(R"([
        {"inlineData":{"mimeType":"image/png","data":"QUJD"}},
        {"fileData":{"mimeType":"image/webp","fileUri":"https://a/b.webp?x=1"}},
        {"inlineData":{"mimeType":"application/pdf","data":"QQ=="}},
        {"inlineData":{"mimeType":"audio/mp3","data":"QQ=="}}])"));
}

TEST(gemini_request, parameters_have_their_names_there) {
    const auto out = write_with(
        R"("temperature":1.5,"top_p":0.9,"top_k":4,"seed":7,"max_tokens":9,"stop":"x",
        "presence_penalty":0.5,"frequency_penalty":0.25,"logit_bias":{"1":1},"user":"u",
        "parallel_tool_calls":false)");
    EXPECT_EQ(out.body["generationConfig"], parsed(R"({"temperature":1.5,"topP":0.9,"topK":4,
        "seed":7,"presencePenalty":0.5,"frequencyPenalty":0.25,"maxOutputTokens":9,
        "stopSequences":["x"]})"));
    EXPECT_TRUE(out.names("logit_bias") && out.names("user") && out.names("parallel_tool_calls"));
    EXPECT_EQ(out.dropped.size(), 3U);
}

TEST(gemini_request, thinking_is_a_budget_or_a_level) {
    const auto config = [](const std::string& reasoning, std::string_view model) {
        return write_with("\"reasoning\":" + reasoning, model)
            .body["generationConfig"]["thinkingConfig"];
    };
    EXPECT_EQ(config(R"({"max_tokens":2000})", "gemini-2.5-pro"),
              parsed(R"({"includeThoughts":true,"thinkingBudget":2000})"));
    EXPECT_EQ(config(R"({"effort":"none"})", "gemini-2.5-flash"),
              parsed(R"({"includeThoughts":false,"thinkingBudget":0})"));
    EXPECT_EQ(config(R"({"effort":"low","exclude":true})", "gemini-3-pro-preview"),
              parsed(R"({"includeThoughts":false,"thinkingLevel":"low"})"));
    EXPECT_EQ(config(R"({"enabled":true})", "gemini-2.5-pro"),
              parsed(R"({"includeThoughts":true})"));
}

TEST(gemini_request, tools_choice_and_schema_are_carried) {
    const auto out = write_with(
        R"("tools":[{"type":"function","function":{"name":"f","description":"d",
        "parameters":{"type":"object","additionalProperties":false}}}],
        "tool_choice":{"type":"function","function":{"name":"f"}},
        "response_format":{"type":"json_schema","json_schema":{"name":"n",
        "schema":{"type":"object"}}})");
    EXPECT_EQ(out.body["tools"], parsed(R"([{"functionDeclarations":[{"name":"f",
        "description":"d",
        "parametersJsonSchema":{"type":"object","additionalProperties":false}}]}])"));
    EXPECT_EQ(out.body["toolConfig"]["functionCallingConfig"],
              parsed(R"({"mode":"ANY","allowedFunctionNames":["f"]})"));
    EXPECT_EQ(out.body["generationConfig"]["responseMimeType"], "application/json");
    EXPECT_EQ(out.body["generationConfig"]["responseJsonSchema"], parsed(R"({"type":"object"})"));
}

TEST(gemini_request, embeddings_go_in_one_batch) {
    const auto request = read_request(
        Ingress::embeddings,
        R"({"model":"m","input":["a","b"],"dimensions":64,"encoding_format":"base64"})");
    ASSERT_TRUE(request);
    const auto out = write_gemini(*request, "gemini-embedding-001", 1);
    ASSERT_TRUE(out);
    EXPECT_EQ(out->target, "/models/gemini-embedding-001:batchEmbedContents");
    const Json body = parsed(out->body);
    ASSERT_EQ(body["requests"].size(), 2U);
    EXPECT_EQ(body["requests"][1], parsed(R"({"model":"models/gemini-embedding-001",
        "content":{"parts":[{"text":"b"}]},"outputDimensionality":64})"));
    EXPECT_EQ(out->dropped, (std::vector<std::string>{"encoding_format"}));
}

}  // namespace
}  // namespace orrery::dialect
