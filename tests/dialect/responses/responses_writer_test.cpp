#include <map>

#include "dialect/responses/responses.h"
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

using Stream = std::vector<std::pair<std::string, Json>>;

Stream stream(const std::vector<Event>& events, const Json* request = nullptr) {
    AnswerContext context = some_context();
    context.request = request;
    const auto writer = make_responses_writer(true, context);
    std::string out;
    for (const Event& event : events) {
        writer->write(event, out);
    }
    writer->end(some_bill(), out);
    return testing::streamed(out);
}

Json whole(const std::vector<Event>& events, const Bill& bill = some_bill()) {
    const auto writer = make_responses_writer(false, some_context());
    std::string out;
    for (const Event& event : events) {
        writer->write(event, out);
    }
    EXPECT_TRUE(out.empty());
    return parsed(writer->body(bill));
}

std::vector<Event> an_answer() {
    return {make_event(Kind::start, "m"),
            make_event(Kind::reasoning, "hm", 0, "", "anthropic-claude-v1"),
            make_event(Kind::reasoning_signature, "sig", 0, "", "anthropic-claude-v1"),
            make_event(Kind::text, "a"),
            make_event(Kind::text, "b"),
            make_event(Kind::tool_call, "", 0, "c1", "f"),
            make_event(Kind::tool_arguments, "{}", 0),
            make_finish(Finish::tool_calls, "tool_use")};
}

TEST(responses_writer, a_stream_tells_each_item_and_part) {
    const Stream events = stream(an_answer());
    EXPECT_EQ(testing::names_of(events),
              (std::vector<std::string>{"response.created",
                                        "response.in_progress",
                                        "response.output_item.added",
                                        "response.content_part.added",
                                        "response.reasoning_text.delta",
                                        "response.reasoning_text.done",
                                        "response.content_part.done",
                                        "response.output_item.done",
                                        "response.output_item.added",
                                        "response.content_part.added",
                                        "response.output_text.delta",
                                        "response.output_text.delta",
                                        "response.output_text.done",
                                        "response.content_part.done",
                                        "response.output_item.done",
                                        "response.output_item.added",
                                        "response.function_call_arguments.delta",
                                        "response.function_call_arguments.done",
                                        "response.output_item.done",
                                        "response.completed"}));
    for (std::size_t i = 0; i < events.size(); ++i) {
        EXPECT_EQ(events[i].second["sequence_number"], i);
        EXPECT_EQ(events[i].second["type"], events[i].first);
    }
    EXPECT_EQ(events[12].second["text"], "ab");
    EXPECT_EQ(events[17].second["arguments"], "{}");
}

/// Puts a stream together as the official client does (its accumulator's rules).
Json accumulated(const Stream& events) {
    Json output = Json::array();
    for (const auto& [name, data] : events) {
        if (name == "response.output_item.added") {
            EXPECT_EQ(data["output_index"], output.size());
            output.push_back(data["item"]);
            continue;
        }
        if (!data.contains("item_id")) {
            continue;
        }
        Json& item = output.at(data["output_index"].get<std::size_t>());
        EXPECT_EQ(item["id"], data["item_id"]);
        if (name == "response.content_part.added") {
            EXPECT_EQ(data["content_index"], item["content"].size());
            item["content"].push_back(data["part"]);
        } else if (name == "response.reasoning_summary_part.added") {
            item["summary"].push_back(data["part"]);
        } else if (name == "response.function_call_arguments.delta") {
            item["arguments"] =
                item["arguments"].get<std::string>() + data["delta"].get<std::string>();
        } else if (name.ends_with(".delta")) {
            Json& part = name == "response.reasoning_summary_text.delta"
                             ? item["summary"].at(data["summary_index"].get<std::size_t>())
                             : item["content"].at(data["content_index"].get<std::size_t>());
            const char* key = name == "response.refusal.delta" ? "refusal" : "text";
            part[key] = part[key].get<std::string>() + data["delta"].get<std::string>();
        }
    }
    return output;
}

TEST(responses_writer, the_pieces_make_the_whole) {
    auto answer = an_answer();
    answer.insert(answer.begin() + 5, make_event(Kind::refusal, "no"));
    const Stream events = stream(answer);
    const Json pieces = accumulated(events);
    const Json& last = events.back().second["response"]["output"];
    ASSERT_EQ(pieces.size(), last.size());
    for (std::size_t i = 0; i < last.size(); ++i) {
        EXPECT_EQ(pieces[i].value("content", Json()), last[i].value("content", Json()));
        EXPECT_EQ(pieces[i].value("arguments", Json()), last[i].value("arguments", Json()));
        EXPECT_EQ(last[i]["status"], "completed");
    }
    EXPECT_EQ(whole(answer)["output"], last);
}

TEST(responses_writer, reasoning_is_a_summary_where_one_was_asked_for) {
    const Json request = parsed(R"({"reasoning":{"summary":"auto"}})");
    const Stream events = stream(an_answer(), &request);
    EXPECT_EQ(events[3].first, "response.reasoning_summary_part.added");
    EXPECT_EQ(events[4].first, "response.reasoning_summary_text.delta");
    EXPECT_EQ(events[6].first, "response.reasoning_summary_part.done");
    EXPECT_EQ(events.back().second["response"]["output"][0]["summary"],
              parsed(R"([{"type":"summary_text","text":"hm"}])"));
}

TEST(responses_writer, usage_holds_totals_details_and_cost) {
    EXPECT_EQ(whole(an_answer())["usage"], parsed(R"({"input_tokens":100,"input_tokens_details":
        {"cached_tokens":60,"cache_write_tokens":10},"output_tokens":20,"output_tokens_details":
        {"reasoning_tokens":5},"total_tokens":120,"cost":0.0015,"is_byok":false})"));
    EXPECT_TRUE(whole({}, Bill{})["usage"].is_null());
}

TEST(responses_writer, a_cut_answer_is_incomplete) {
    const Stream cut = stream({make_event(Kind::text, "a"), make_finish(Finish::length)});
    EXPECT_EQ(cut.back().first, "response.incomplete");
    EXPECT_EQ(cut.back().second["response"]["status"], "incomplete");
    EXPECT_EQ(cut.back().second["response"]["incomplete_details"]["reason"], "max_output_tokens");
    EXPECT_EQ(whole({make_finish(Finish::content_filter)})["incomplete_details"]["reason"],
              "content_filter");
}

TEST(responses_writer, a_broken_answer_never_completes) {
    const auto writer = make_responses_writer(true, some_context());
    std::string out;
    writer->fail(429, "slow", out);
    const Stream events = testing::streamed(out);
    EXPECT_EQ(testing::names_of(events),
              (std::vector<std::string>{"response.created", "response.in_progress", "error",
                                        "response.failed"}));
    EXPECT_EQ(events[2].second["message"], "slow");
    EXPECT_EQ(events[3].second["response"]["error"]["code"], "rate_limit_exceeded");
    EXPECT_EQ(events[3].second["response"]["status"], "failed");
    EXPECT_EQ(stream({make_finish(Finish::error)}).back().first, "response.failed");
    EXPECT_EQ(stream({make_event(Kind::tool_call, "", 0, "a", "f"),
                      make_event(Kind::tool_call, "", 1, "b", "g"),
                      make_event(Kind::tool_arguments, "{}", 0)})
                  .back()
                  .first,
              "response.failed");
    EXPECT_EQ(whole({make_finish(Finish::error)})["status"], "failed");
}

TEST(responses_writer, the_request_is_repeated_in_the_answer) {
    const auto read = read_responses(
        R"({"model":"m","input":"q","temperature":0.5,"max_output_tokens":9,"metadata":{"a":"b"},
        "tools":[{"type":"function","name":"f","parameters":{},"strict":true}],
        "tool_choice":{"type":"function","name":"f"},"text":{"format":{"type":"json_object"}}})");
    ASSERT_TRUE(read);
    const Json response = stream({}, &read->chat).back().second["response"];
    EXPECT_EQ(response["temperature"], 0.5);
    EXPECT_EQ(response["max_output_tokens"], 9);
    EXPECT_EQ(response["metadata"], parsed(R"({"a":"b"})"));
    EXPECT_EQ(response["tools"][0]["name"], "f");
    EXPECT_EQ(response["tool_choice"], parsed(R"({"type":"function","name":"f"})"));
    EXPECT_EQ(response["text"]["format"]["type"], "json_object");
    EXPECT_EQ(response["object"], "response");
    EXPECT_EQ(response["parallel_tool_calls"], true);
}

TEST(responses_writer, annotations_lie_flat_at_their_text) {
    const Stream events =
        stream({make_event(Kind::text, "see"),
                make_event(Kind::annotation,
                           R"({"type":"url_citation","url_citation":{"url":"u","title":"t"}})")});
    EXPECT_EQ(events[5].first, "response.output_text.annotation.added");
    EXPECT_EQ(events[5].second["annotation"], parsed(R"({"type":"url_citation","start_index":3,
        "end_index":3,"url":"u","title":"t"})"));
    EXPECT_EQ(events.back().second["response"]["output"][0]["content"][0]["annotations"].size(),
              1U);
}

TEST(responses_writer, reasoning_comes_back_as_whose_it_was) {
    const Json body = whole(
        {make_event(Kind::reasoning, "hm", 0, "", "anthropic-claude-v1"),
         make_event(Kind::reasoning_signature, "sig", 0, "", "anthropic-claude-v1"),
         make_event(Kind::reasoning_redacted, "proof", 0, "c1", std::string(gemini_reasoning)),
         make_event(Kind::tool_call, "{}", 0, "c1", "f")});
    Json items = body["output"];
    for (Json& item : items) {
        item.erase("format");  // A client may hand back only what OpenAI documents.
        item.erase("signature");
    }
    const auto request = read_responses(Json{{"input", items}}.dump());
    ASSERT_TRUE(request);
    EXPECT_EQ(request->chat["messages"][0]["reasoning_details"], parsed(R"([
        {"type":"reasoning.text","text":"hm","signature":"sig","format":"anthropic-claude-v1",
        "index":0},{"type":"reasoning.encrypted","data":"proof","id":"c1",
        "format":"google-gemini-v1","index":1}])"));
}

}  // namespace
}  // namespace orrery::dialect
