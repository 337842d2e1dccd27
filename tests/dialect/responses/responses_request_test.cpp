#include "dialect/responses/responses.h"
#include "dialect/support/answer.h"

namespace orrery::dialect {
namespace {

using testing::parsed;

Request read(std::string_view body) {
    auto request = read_responses(body);
    EXPECT_TRUE(request) << (request ? "" : request.error().what);
    return request ? std::move(*request) : Request{};
}

Json messages_of(std::string_view input) {
    return read(R"({"model":"m","input":)" + std::string(input) + "}").chat["messages"];
}

std::string where_of(std::string_view body) {
    const auto request = read_responses(body);
    EXPECT_FALSE(request);
    return request ? std::string() : request.error().where;
}

TEST(responses_request, instructions_and_text_become_messages) {
    const Request request = read(R"({"model":"m","instructions":"s","input":"q","stream":true})");
    EXPECT_EQ(request.chat["messages"], parsed(R"([{"role":"system","content":"s"},
        {"role":"user","content":"q"}])"));
    EXPECT_TRUE(request.stream);
    EXPECT_EQ(request.ingress, Ingress::responses);
}

TEST(responses_request, what_the_assistant_said_and_called_is_one_message) {
    EXPECT_EQ(messages_of(R"([{"role":"user","content":"q"},
        {"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":"hm"}],
        "encrypted_content":"enc"},
        {"type":"message","role":"assistant","content":[{"type":"output_text","text":"a"}]},
        {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
        {"type":"function_call","call_id":"c2","name":"g","arguments":"{}"},
        {"type":"function_call_output","call_id":"c1","output":"1"},
        {"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"2"},
        {"type":"input_image","image_url":"https://a/b.png","detail":"low"}]}])"),
              parsed(R"([{"role":"user","content":"q"},{"role":"assistant",
        "content":[{"type":"text","text":"a"}],"reasoning":"hm","reasoning_details":[
        {"type":"reasoning.text","text":"hm","index":0},{"type":"reasoning.encrypted","data":"enc",
        "id":"rs","format":"openai-responses-v1","index":1}],"tool_calls":[
        {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},
        {"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"c1","content":"1"},
        {"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"2"},
        {"type":"image_url","image_url":{"url":"https://a/b.png","detail":"low"}}]}])"));
}

TEST(responses_request, files_become_files) {
    EXPECT_EQ(messages_of(R"([{"role":"user","content":[
        {"type":"input_file","filename":"a.pdf","file_data":"QUJD"},
        {"type":"input_file","file_url":"https://a/b.pdf"}]}])")[0]["content"],
              parsed(R"([{"type":"file","file":{"filename":"a.pdf",
        "file_data":"data:application/pdf;base64,QUJD"}},{"type":"file","file":{"filename":"file",
        "file_data":"https://a/b.pdf"}}])"));
}

TEST(responses_request, parameters_have_their_chat_names) {
    const Request request = read(
        R"({"model":"m","input":"q","max_output_tokens":9,"temperature":0.5,"store":true,
        "truncation":"auto","safety_identifier":"u","metadata":{"a":"b"},
        "reasoning":{"effort":"low","summary":"auto"},"text":{"verbosity":"low","format":
        {"type":"json_schema","name":"n","strict":true,"schema":{"type":"object"}}},
        "tools":[{"type":"function","name":"f","parameters":{},"strict":true},
        {"type":"web_search"}],"tool_choice":{"type":"function","name":"f"},
        "include":["reasoning.encrypted_content","message.output_text.logprobs"]})");
    const Json& chat = request.chat;
    EXPECT_EQ(chat["max_tokens"], 9);
    EXPECT_EQ(chat["user"], "u");
    EXPECT_EQ(chat["reasoning"]["effort"], "low");
    EXPECT_EQ(chat["verbosity"], "low");
    EXPECT_EQ(chat["logprobs"], true);
    EXPECT_EQ(chat["response_format"], parsed(R"({"type":"json_schema","json_schema":{"name":"n",
        "schema":{"type":"object"},"strict":true}})"));
    EXPECT_EQ(chat["tools"], parsed(R"([{"type":"function","function":{"name":"f",
        "parameters":{},"strict":true}}])"));
    EXPECT_EQ(chat["tool_choice"], parsed(R"({"type":"function","function":{"name":"f"}})"));
    EXPECT_EQ(request.dropped,
              (std::vector<std::string>{"tools.web_search", "truncation", "store"}));
}

TEST(responses_request, what_is_kept_elsewhere_is_refused) {
    EXPECT_EQ(where_of(R"({"input":"q","previous_response_id":"r"})"), "previous_response_id");
    EXPECT_EQ(where_of(R"({"input":"q","conversation":"c"})"), "conversation");
    EXPECT_EQ(where_of(R"({"input":"q","background":true})"), "background");
    EXPECT_EQ(where_of(R"({"input":[{"type":"item_reference","id":"i"}]})"), "input[0].type");
    EXPECT_EQ(where_of(R"({"input":[{"type":"computer_call"}]})"), "input[0].type");
    EXPECT_EQ(where_of(R"({"input":[{"role":"user","content":[{"type":"input_image",
              "file_id":"f"}]}]})"),
              "input[0].content[0].image_url");
    EXPECT_EQ(where_of(R"({"input":[{"role":"user"}]})"), "input[0].content");
    EXPECT_EQ(where_of("{}"), "input");
}

}  // namespace
}  // namespace orrery::dialect
