#include "dialect/anthropic/anthropic.h"
#include "dialect/support/answer.h"

namespace orrery::dialect {
namespace {

using Kind = Event::Kind;
using testing::of_kind;
using testing::read_all;

const std::string head =
    R"({"type":"message_start","message":{"id":"msg_1","type":"message","model":"claude",
    "usage":{"input_tokens":10,"cache_read_input_tokens":60,"cache_creation_input_tokens":30,
    "output_tokens":1}}})";
const std::string tail =
    R"({"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},
    "usage":{"output_tokens":25,"output_tokens_details":{"thinking_tokens":5}}})";
const std::string stop = R"({"type":"message_stop"})";

TEST(anthropic_reader, disjoint_classes_become_totals) {
    const auto reader = make_anthropic_reader();
    const auto usages = of_kind(read_all(*reader, {head, tail, stop}), Kind::usage);
    ASSERT_EQ(usages.size(), 2U);
    const Usage& last = usages.back().usage;
    EXPECT_EQ(last.prompt, 100);
    EXPECT_EQ(last.cache_read, 60);
    EXPECT_EQ(last.cache_write, 30);
    EXPECT_EQ(last.completion, 25);
    EXPECT_EQ(last.reasoning, 5);
    EXPECT_EQ(last.provenance, Provenance::provider_final);
    const auto classes = classes_of(last);
    ASSERT_TRUE(classes);
    EXPECT_EQ(classes->uncached_in, 10);
    EXPECT_TRUE(reader->is_ended());
}

TEST(anthropic_reader, a_cut_stream_knows_its_usage_in_part) {
    const auto reader = make_anthropic_reader();
    const auto usages = of_kind(read_all(*reader, {head}), Kind::usage);
    ASSERT_EQ(usages.size(), 1U);
    EXPECT_EQ(usages[0].usage.prompt, 100);
    EXPECT_EQ(usages[0].usage.provenance, Provenance::provider_partial);
    EXPECT_FALSE(reader->is_ended());
}

TEST(anthropic_reader, a_later_figure_replaces_an_earlier_one_and_zero_is_a_figure) {
    const auto reader = make_anthropic_reader();
    const auto usages =
        of_kind(read_all(*reader, {head, R"({"type":"message_delta","delta":{},"usage":
        {"input_tokens":12,"cache_read_input_tokens":0,"output_tokens":0}})"}),
                Kind::usage);
    EXPECT_EQ(usages.back().usage.prompt, 42);
    EXPECT_EQ(usages.back().usage.cache_read, 0);
    EXPECT_EQ(usages.back().usage.completion, 0);
}

TEST(anthropic_reader, unknown_is_not_zero) {
    const auto reader = make_anthropic_reader();
    std::vector<Event> events;
    ASSERT_TRUE(reader->read_body(
        R"({"type":"message","id":"m","content":[],"stop_reason":"end_turn","usage":
        {"input_tokens":5,"output_tokens":0,"cache_read_input_tokens":null}})",
        events));
    const Usage usage = of_kind(events, Kind::usage).at(0).usage;
    EXPECT_EQ(usage.completion, 0);
    EXPECT_EQ(usage.cache_read, std::nullopt);
    EXPECT_EQ(usage.reasoning, std::nullopt);
}

TEST(anthropic_reader, blocks_become_events_in_order) {
    const auto reader = make_anthropic_reader();
    const auto events = read_all(
        *reader,
        {head,
         R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking",
         "thinking":"","signature":""}})",
         R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta",
         "thinking":"hm"}})",
         R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta",
         "signature":"sig"}})",
         R"({"type":"content_block_stop","index":0})",
         R"({"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking",
         "data":"enc"}})",
         R"({"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}})",
         R"({"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"yes"}})",
         R"({"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"t1",
         "name":"f","input":{}}})",
         R"({"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta",
         "partial_json":"{\"a\""}})",
         R"({"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"t2",
         "name":"g","input":{}}})",
         R"({"type":"content_block_delta","index":4,"delta":{"type":"input_json_delta",
         "partial_json":"{}"}})",
         R"({"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta",
         "partial_json":":1}"}})",
         tail, stop});
    std::vector<Kind> kinds;
    for (const Event& event : events) {
        kinds.push_back(event.kind);
    }
    EXPECT_EQ(kinds, (std::vector<Kind>{Kind::start, Kind::usage, Kind::reasoning,
                                        Kind::reasoning_signature, Kind::reasoning_redacted,
                                        Kind::text, Kind::tool_call, Kind::tool_arguments,
                                        Kind::tool_call, Kind::tool_arguments, Kind::tool_arguments,
                                        Kind::finish, Kind::usage}));
    EXPECT_EQ(events[0].id, "msg_1");
    EXPECT_EQ(events[3].text, "sig");
    EXPECT_EQ(events[6].index, 0);
    EXPECT_EQ(events[8].index, 1);
    EXPECT_EQ(events[8].id, "t2");
    EXPECT_EQ(events[10].index, 0);
}

TEST(anthropic_reader, reasons_are_kept_in_its_own_words) {
    const std::vector<std::pair<std::string, Finish>> reasons = {
        {"end_turn", Finish::stop},
        {"max_tokens", Finish::length},
        {"stop_sequence", Finish::stop},
        {"tool_use", Finish::tool_calls},
        {"pause_turn", Finish::stop},
        {"refusal", Finish::content_filter},
        {"model_context_window_exceeded", Finish::length}};
    for (const auto& [word, finish] : reasons) {
        const auto reader = make_anthropic_reader();
        const auto events =
            of_kind(read_all(*reader, {R"({"type":"message_delta","delta":{"stop_reason":")" +
                                       word + R"(","stop_sequence":"X"}})"}),
                    Kind::finish);
        ASSERT_EQ(events.size(), 1U);
        EXPECT_EQ(events[0].finish, finish) << word;
        EXPECT_EQ(events[0].text, word);
        EXPECT_EQ(events[0].name, "X");
    }
}

TEST(anthropic_reader, pings_say_nothing_and_errors_have_a_status) {
    const auto reader = make_anthropic_reader();
    std::vector<Event> events;
    ASSERT_TRUE(reader->read_event("ping", R"({"type":"ping"})", events));
    EXPECT_TRUE(events.empty());
    ASSERT_TRUE(reader->read_event(
        "error", R"({"type":"error","error":{"type":"overloaded_error","message":"busy"}})",
        events));
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].kind, Kind::error);
    EXPECT_EQ(events[0].status, 503);
    EXPECT_EQ(events[0].text, "busy");
    EXPECT_FALSE(reader->is_ended());
}

TEST(anthropic_reader, what_is_no_message_is_refused) {
    const auto reader = make_anthropic_reader();
    std::vector<Event> events;
    EXPECT_FALSE(reader->read_event("message_start", "{", events));
    EXPECT_FALSE(reader->read_body(R"({"choices":[]})", events));
    EXPECT_FALSE(reader->read_body("[1]", events));
}

TEST(anthropic_reader, a_whole_body_gives_whole_calls) {
    const auto reader = make_anthropic_reader();
    std::vector<Event> events;
    ASSERT_TRUE(reader->read_body(
        R"({"type":"message","id":"m","model":"c","content":[{"type":"text","text":"a"},
        {"type":"tool_use","id":"t","name":"f","input":{"x":[1]}},
        {"type":"tool_use","id":"u","name":"g","input":{}}],"stop_reason":"tool_use",
        "usage":{"input_tokens":1,"output_tokens":2}})",
        events));
    const auto calls = of_kind(events, Kind::tool_call);
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_EQ(calls[0].text, R"({"x":[1]})");
    EXPECT_EQ(calls[1].text, "{}");
    EXPECT_TRUE(reader->is_ended());
}

TEST(anthropic_error, the_message_is_found_or_the_body_is_shown) {
    const auto error = read_anthropic_error(
        R"({"type":"error","error":{"type":"rate_limit_error","message":"slow down"}})");
    EXPECT_EQ(error.message, "slow down");
    EXPECT_EQ(error.type, "rate_limit_error");
    EXPECT_EQ(read_anthropic_error("<html>").message, "<html>");
    EXPECT_EQ(testing::parsed(messages_error_body(503, "a\"b")),
              testing::parsed(
                  R"({"type":"error","error":{"type":"overloaded_error","message":"a\"b"}})"));
}

}  // namespace
}  // namespace orrery::dialect
