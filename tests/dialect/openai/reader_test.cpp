#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "dialect/answer.h"
#include "dialect/openai/error.h"
#include "dialect/openai/openai.h"

namespace orrery::dialect {
namespace {

using Kind = Event::Kind;

/// One line an event: kind, choice, index, id, name, text.
std::string shown(const std::vector<Event>& events) {
    static const char* const names[] = {"start",     "text",       "refusal",   "reasoning",
                                        "signature", "redacted",   "tool_call", "arguments",
                                        "image",     "annotation", "logprobs",  "embedding",
                                        "finish",    "usage",      "error"};
    std::string out;
    for (const Event& event : events) {
        out += names[static_cast<int>(event.kind)];
        out += " " + std::to_string(event.choice) + " " + std::to_string(event.index);
        out += event.id.empty() ? "" : " id=" + event.id;
        out += event.name.empty() ? "" : " name=" + event.name;
        out += event.text.empty() ? "" : " " + event.text;
        out += "\n";
    }
    return out;
}

std::vector<Event> streamed(const std::vector<std::string_view>& chunks, bool is_ended = true) {
    const auto reader = make_openai_reader(Ingress::chat);
    std::vector<Event> events;
    for (const std::string_view chunk : chunks) {
        EXPECT_TRUE(reader->read_event("", chunk, events)) << chunk;
    }
    EXPECT_EQ(reader->is_ended(), is_ended);
    return events;
}

std::vector<Event> whole(std::string_view body, Ingress ingress = Ingress::chat) {
    const auto reader = make_openai_reader(ingress);
    std::vector<Event> events;
    EXPECT_TRUE(reader->read_body(body, events));
    EXPECT_TRUE(reader->is_ended());
    return events;
}

TEST(openai_reader, reads_a_stream) {
    const auto events =
        streamed({R"({"id":"c1","model":"m1",)"
                  R"("choices":[{"index":0,"delta":{"role":"assistant","content":""}}]})",
                  R"({"id":"c1","model":"m1","choices":[{"index":0,"delta":{"content":"Hi"}}]})",
                  R"({"id":"c1","choices":[{"index":1,"delta":{"refusal":"no"}}]})",
                  R"({"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]})",
                  R"({"id":"c1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}})",
                  "[DONE]"});
    EXPECT_EQ(shown(events),
              "start 0 0 id=c1 m1\n"
              "text 0 0 Hi\n"
              "refusal 1 0 no\n"
              "finish 0 0 stop\n"
              "usage 0 0\n");
    EXPECT_EQ(events.back().usage.prompt, 3);
    EXPECT_EQ(events.back().usage.provenance, Provenance::provider_final);
}

TEST(openai_reader, a_stream_without_done_is_cut) {
    streamed({R"({"choices":[{"delta":{},"finish_reason":"stop"}]})"}, false);
}

TEST(openai_reader, keeps_tool_calls_apart) {
    const auto events = streamed(
        {R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","type":"function",)"
         R"("function":{"name":"f","arguments":""}}]}}]})",
         R"({"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]})",
         R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"b",)"
         R"("function":{"name":"g","arguments":"[]"}}]}}]})"},
        false);
    EXPECT_EQ(shown(events),
              "start 0 0\n"
              "tool_call 0 0 id=a name=f\n"
              "arguments 0 0 {}\n"
              "tool_call 0 1 id=b name=g []\n");
}

TEST(openai_reader, reads_reasoning_of_every_make_once) {
    EXPECT_EQ(
        shown(whole(R"({"choices":[{"message":{"reasoning_content":"deep","content":"x"}}]})")),
        "start 0 0\nreasoning 0 0 deep\ntext 0 0 x\n");
    EXPECT_EQ(shown(whole(
                  R"({"choices":[{"message":{"reasoning":"r","reasoning_details":[
                {"type":"reasoning.text","text":"r","signature":"s"},
                {"type":"reasoning.encrypted","data":"d"}],"content":"x"}}]})")),
              "start 0 0\nreasoning 0 0 r\nsignature 0 0 s\nredacted 0 0 d\ntext 0 0 x\n");
    EXPECT_EQ(shown(whole(
                  R"({"choices":[{"message":{"content":[{"type":"thinking","thinking":
                [{"type":"text","text":"t"}]},{"type":"text","text":"x"}]}}]})")),
              "start 0 0\nreasoning 0 0 t\ntext 0 0 x\n");
}

TEST(openai_reader, reads_a_body) {
    const auto events = whole(
        R"({"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"x",
            "images":[{"type":"image_url","image_url":{"url":"data:a"}}],
            "annotations":[{"type":"url_citation"}],
            "tool_calls":[{"id":"a","function":{"name":"f","arguments":{"q":1}}},
                          {"id":"b","function":{"name":"g","arguments":"{}"}}]},
            "logprobs":{"content":[]},"finish_reason":"tool_calls","native_finish_reason":"TOOL"}],
            "usage":{"prompt_tokens":1,"completion_tokens":2}})");
    EXPECT_EQ(shown(events),
              "start 0 0 id=c m\n"
              "text 0 0 x\n"
              "image 0 0 data:a\n"
              "annotation 0 0 {\"type\":\"url_citation\"}\n"
              "tool_call 0 0 id=a name=f {\"q\":1}\n"
              "tool_call 0 1 id=b name=g {}\n"
              "logprobs 0 0 {\"content\":[]}\n"
              "finish 0 0 TOOL\n"
              "usage 0 0\n");
    EXPECT_EQ(events[7].finish, Finish::tool_calls);
}

TEST(openai_reader, reads_vectors) {
    const auto events = whole(
        R"({"object":"list","model":"e","data":[{"index":1,"embedding":"AAAA"},
            {"index":0,"embedding":[0.5,-1]}],"usage":{"prompt_tokens":2,"total_tokens":2}})",
        Ingress::embeddings);
    EXPECT_EQ(shown(events),
              "start 0 0 e\n"
              "embedding 0 1 \"AAAA\"\n"
              "embedding 0 0 [0.5,-1]\n"
              "usage 0 0\n");
    EXPECT_EQ(events.back().usage.completion, std::nullopt);
}

TEST(openai_reader, an_error_is_an_event) {
    const auto events =
        streamed({R"({"error":{"message":"m","type":"rate_limit_exceeded"}})"}, false);
    EXPECT_EQ(shown(events), "error 0 0 name=rate_limit_exceeded m\n");
    EXPECT_EQ(events[0].status, 429);
}

TEST(openai_reader, refuses_what_is_no_answer) {
    const auto reader = make_openai_reader(Ingress::chat);
    std::vector<Event> events;
    for (const char* const data : {"", "{}", "[]", "{\"choices\":5}", "nope"}) {
        EXPECT_FALSE(reader->read_event("", data, events)) << data;
        EXPECT_FALSE(reader->read_body(data, events)) << data;
    }
    const auto vectors = make_openai_reader(Ingress::embeddings);
    EXPECT_FALSE(vectors->read_body(R"({"data":[{"embedding":5}]})", events));
    EXPECT_FALSE(vectors->read_body(R"({"choices":[]})", events));
}

TEST(openai_error, is_read_from_every_shape) {
    const auto message = [](std::string_view body) { return read_openai_error(body).message; };
    EXPECT_EQ(message(R"({"error":{"message":"a","type":"t","code":"c"}})"), "a");
    EXPECT_EQ(read_openai_error(R"({"error":{"message":"a","type":"t","code":"c"}})").type, "c");
    EXPECT_EQ(read_openai_error(R"({"error":{"message":"a","type":"t","code":null}})").type, "t");
    EXPECT_EQ(message(R"({"error":"a"})"), "a");
    EXPECT_EQ(message(R"({"message":"a","code":400})"), "a");
    EXPECT_EQ(message(R"({"detail":"a"})"), "a");
    EXPECT_EQ(message(R"({"detail":[{"loc":["body"],"msg":"a"}]})"), "a");
    EXPECT_EQ(message(R"([{"error":{"message":"a","status":"INVALID"}}])"), "a");
    EXPECT_EQ(message("upstream connect error"), "upstream connect error");
    EXPECT_EQ(message(R"({"what":1})"), R"({"what":1})");
    EXPECT_EQ(message(""), "");
}

TEST(openai_error, is_cut_between_characters) {
    std::string body(499, 'x');
    body += "é and more";
    EXPECT_EQ(read_openai_error(body).message, std::string(499, 'x'));
}

TEST(error_body, has_openrouter_s_shape) {
    EXPECT_EQ(chat_error_body(402, "no \"credit\"", ""),
              R"({"error":{"code":402,"message":"no \"credit\""}})");
    EXPECT_EQ(chat_error_body(429, "m", R"({"provider_name":"x"})"),
              R"({"error":{"code":429,"message":"m","metadata":{"provider_name":"x"}}})");
    EXPECT_EQ(Json::parse(chat_error_body(500, "bad \xff", "not json"))["error"]["metadata"],
              Json::parse(R"({"raw":"not json"})"));
}

}  // namespace
}  // namespace orrery::dialect
