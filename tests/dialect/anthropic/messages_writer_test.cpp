#include "dialect/anthropic/anthropic.h"
#include "dialect/support/answer.h"
#include "dialect/wire/reasoning.h"

namespace orrery::dialect {
namespace {

using Kind = Event::Kind;
using testing::make_event;
using testing::make_finish;
using testing::parsed;
using testing::some_bill;
using testing::some_context;

/// Streams events to their end and takes the stream apart.
std::vector<std::pair<std::string, Json>> stream(const std::vector<Event>& events,
                                                 const Bill& bill = some_bill()) {
    const auto writer = make_messages_writer(true, some_context());
    std::string out;
    for (const Event& event : events) {
        writer->write(event, out);
    }
    writer->end(bill, out);
    return testing::streamed(out);
}

Json whole(const std::vector<Event>& events, const Bill& bill = some_bill()) {
    const auto writer = make_messages_writer(false, some_context());
    std::string out;
    for (const Event& event : events) {
        writer->write(event, out);
    }
    EXPECT_TRUE(out.empty());
    return parsed(writer->body(bill));
}

std::vector<Event> an_answer() {
    return {make_event(Kind::start, "claude"),
            make_event(Kind::reasoning, "h"),
            make_event(Kind::reasoning, "m"),
            make_event(Kind::reasoning_signature, "sig", 0, "", "anthropic-claude-v1"),
            make_event(Kind::text, "a"),
            make_event(Kind::text, "b"),
            make_event(Kind::tool_call, "", 0, "t1", "f"),
            make_event(Kind::tool_arguments, R"({"x")", 0),
            make_event(Kind::tool_arguments, ":1}", 0),
            make_event(Kind::tool_call, "{}", 1, "t2", "g"),
            make_finish(Finish::tool_calls, "tool_use")};
}

TEST(messages_writer, a_stream_opens_and_closes_each_block) {
    const auto events = stream(an_answer());
    EXPECT_EQ(testing::names_of(events),
              (std::vector<std::string>{
                  "message_start", "content_block_start", "content_block_delta",
                  "content_block_delta", "content_block_delta", "content_block_stop",
                  "content_block_start", "content_block_delta", "content_block_delta",
                  "content_block_stop", "content_block_start", "content_block_delta",
                  "content_block_delta", "content_block_stop", "content_block_start",
                  "content_block_delta", "content_block_stop", "message_delta", "message_stop"}));
    for (const auto& [name, data] : events) {
        EXPECT_EQ(data["type"], name);
    }
    EXPECT_EQ(events[1].second["content_block"],
              parsed(R"({"type":"thinking","thinking":"","signature":""})"));
    EXPECT_EQ(events[4].second["delta"], parsed(R"({"type":"signature_delta","signature":"sig"})"));
    EXPECT_EQ(events[10].second["index"], 2);
    EXPECT_EQ(events[11].second["delta"],
              parsed(R"({"type":"input_json_delta","partial_json":"{\"x\""})"));
    EXPECT_EQ(events[17].second["delta"]["stop_reason"], "tool_use");
}

TEST(messages_writer, a_whole_body_says_the_same) {
    const Json body = whole(an_answer());
    EXPECT_EQ(body["content"], parsed(R"([
        {"type":"thinking","thinking":"hm","signature":"sig"},
        {"type":"text","text":"ab","citations":null},
        {"type":"tool_use","id":"t1","name":"f","input":{"x":1}},
        {"type":"tool_use","id":"t2","name":"g","input":{}}])"));
    EXPECT_EQ(body["id"], "gen-1");
    EXPECT_EQ(body["type"], "message");
    EXPECT_EQ(body["role"], "assistant");
    EXPECT_EQ(body["stop_reason"], "tool_use");
}

TEST(messages_writer, totals_become_disjoint_classes_with_the_cost) {
    const Json usage = stream(an_answer())[17].second["usage"];
    EXPECT_EQ(usage["input_tokens"], 30);
    EXPECT_EQ(usage["cache_read_input_tokens"], 60);
    EXPECT_EQ(usage["cache_creation_input_tokens"], 10);
    EXPECT_EQ(usage["output_tokens"], 20);
    EXPECT_EQ(usage["output_tokens_details"]["thinking_tokens"], 5);
    EXPECT_EQ(usage["cost"], 0.0015);
    EXPECT_EQ(whole(an_answer())["usage"], usage);
}

TEST(messages_writer, no_class_is_negative_and_unknown_is_null) {
    Bill bill = some_bill();
    bill.usage.prompt = 50;
    const Json usage = whole({}, bill)["usage"];
    EXPECT_EQ(usage["input_tokens"], 50);
    EXPECT_TRUE(usage["cache_read_input_tokens"].is_null());
    const Json unknown = whole({}, Bill{})["usage"];
    EXPECT_TRUE(unknown["input_tokens"].is_null());
    EXPECT_TRUE(unknown["output_tokens"].is_null());
}

TEST(messages_writer, the_head_tells_the_input_where_it_is_known) {
    Event usage = make_event(Kind::usage, "");
    usage.usage.prompt = 12;
    usage.usage.cache_read = 2;
    const auto events = stream({make_event(Kind::start, "m"), usage, make_event(Kind::text, "a")});
    EXPECT_EQ(events[0].second["message"]["usage"]["input_tokens"], 10);
    EXPECT_EQ(events[0].second["message"]["stop_reason"], Json());
}

TEST(messages_writer, each_end_has_its_reason) {
    const auto reason = [](const Event& finish) {
        return whole({make_event(Kind::text, "a"), finish})["stop_reason"];
    };
    EXPECT_EQ(reason(make_finish(Finish::stop, "STOP")), "end_turn");
    EXPECT_EQ(reason(make_finish(Finish::length, "MAX_TOKENS")), "max_tokens");
    EXPECT_EQ(reason(make_finish(Finish::tool_calls)), "tool_use");
    EXPECT_EQ(reason(make_finish(Finish::content_filter, "SAFETY")), "refusal");
    EXPECT_EQ(reason(make_finish(Finish::stop, "pause_turn")), "pause_turn");
    EXPECT_TRUE(reason(make_finish(Finish::error)).is_null());
}

TEST(messages_writer, a_broken_answer_never_ends_cleanly) {
    const auto writer = make_messages_writer(true, some_context());
    std::string out;
    writer->write(make_event(Kind::text, "a"), out);
    writer->fail(503, "gone", out);
    const auto events = testing::streamed(out);
    EXPECT_EQ(events.back().first, "error");
    EXPECT_EQ(events.back().second["error"]["type"], "overloaded_error");
    EXPECT_EQ(stream({make_event(Kind::text, "a"), make_finish(Finish::error)}).back().first,
              "error");
    // Arguments for a call whose block is closed would be lost in silence.
    EXPECT_EQ(stream({make_event(Kind::tool_call, "", 0, "a", "f"),
                      make_event(Kind::tool_call, "", 1, "b", "g"),
                      make_event(Kind::tool_arguments, "{}", 0)})
                  .back()
                  .first,
              "error");
}

TEST(messages_writer, mixed_arguments_of_a_whole_body_find_their_calls) {
    const Json body = whole({make_event(Kind::tool_call, "", 0, "a", "f"),
                             make_event(Kind::tool_call, "", 1, "b", "g"),
                             make_event(Kind::tool_arguments, R"({"x":0})", 0),
                             make_event(Kind::tool_arguments, R"({"x":1})", 1)});
    EXPECT_EQ(body["content"][0]["input"]["x"], 0);
    EXPECT_EQ(body["content"][1]["input"]["x"], 1);
}

TEST(messages_writer, reasoning_of_another_provider_comes_back_as_its_own) {
    const Json body = whole(
        {make_event(Kind::reasoning_redacted, "proof", 0, "call_1", std::string(gemini_reasoning)),
         make_event(Kind::tool_call, "{}", 0, "call_1", "f")});
    const Json again = {
        {"messages", Json::array({{{"role", "user"}, {"content", "q"}},
                                  {{"role", "assistant"}, {"content", body["content"]}}})}};
    const auto request = read_messages(again.dump());
    ASSERT_TRUE(request);
    EXPECT_EQ(request->chat["messages"][1]["reasoning_details"], parsed(R"([
        {"type":"reasoning.encrypted","data":"proof","id":"call_1","format":"google-gemini-v1",
        "index":0}])"));
}

TEST(messages_writer, an_empty_answer_is_still_a_message) {
    EXPECT_EQ(testing::names_of(stream({})),
              (std::vector<std::string>{"message_start", "message_delta", "message_stop"}));
    EXPECT_EQ(whole({})["content"], Json::array());
}

TEST(messages_writer, dropped_parameters_are_named) {
    AnswerContext context = some_context();
    context.dropped = {"seed"};
    EXPECT_EQ(parsed(make_messages_writer(false, context)->body(some_bill()))["orrery"],
              parsed(R"({"dropped":["seed"]})"));
}

}  // namespace
}  // namespace orrery::dialect
