#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dialect/answer.h"
#include "dialect/openai/openai.h"
#include "dialect/random_request.h"
#include "dialect/splice.h"

namespace orrery::dialect {
namespace {

using Kind = Event::Kind;

AnswerContext context() {
    AnswerContext context;
    context.generation_id = "gen-1";
    context.model = "acme/large";
    context.provider = "Acme";
    context.created_s = 7;
    return context;
}

Event event(Kind kind, std::string text, std::int64_t choice = 0, std::int64_t index = 0) {
    Event event;
    event.kind = kind;
    event.text = std::move(text);
    event.choice = choice;
    event.index = index;
    return event;
}

Event call(std::string id, std::string name, std::string arguments, std::int64_t index) {
    Event event;
    event.kind = Kind::tool_call;
    event.id = std::move(id);
    event.name = std::move(name);
    event.text = std::move(arguments);
    event.index = index;
    return event;
}

Event finish(Finish how, std::string native, std::int64_t choice = 0) {
    Event end = event(Kind::finish, std::move(native), choice);
    end.finish = how;
    return end;
}

Bill bill() {
    Bill bill;
    bill.usage.prompt = 3;
    bill.usage.completion = 2;
    bill.cost_nano_usd = 1000;
    return bill;
}

/// The data of the events in a stream.
std::vector<std::string> data_of(std::string_view stream) {
    std::vector<std::string> all;
    while (!stream.empty()) {
        const std::size_t end = stream.find("\n\n");
        EXPECT_TRUE(stream.starts_with("data: ")) << stream;
        EXPECT_NE(end, std::string_view::npos);
        all.emplace_back(stream.substr(6, end - 6));
        stream.remove_prefix(end + 2);
    }
    return all;
}

std::string stream_of(AnswerWriter& writer, const std::vector<Event>& events) {
    std::string out;
    for (const Event& one : events) {
        writer.write(one, out);
    }
    writer.end(bill(), out);
    return out;
}

TEST(chat_writer, streams_text_finish_usage_and_done) {
    const auto writer = make_chat_writer(true, context());
    const auto data =
        data_of(stream_of(*writer, {event(Kind::start, "m"), event(Kind::text, "Hi"),
                                    event(Kind::text, "!"), finish(Finish::stop, "end_turn")}));
    const std::string head =
        R"({"id":"gen-1","provider":"Acme","model":"acme/large","object":"chat.completion.chunk",)";
    ASSERT_EQ(data.size(), 5U);
    EXPECT_EQ(data[0], head +
                           R"("choices":[{"index":0,"delta":{"content":"Hi","role":"assistant"},)"
                           R"("finish_reason":null,"native_finish_reason":null,"logprobs":null}],)"
                           R"("created":7})");
    EXPECT_EQ(Json::parse(data[1])["choices"][0]["delta"], Json::parse(R"({"content":"!"})"));
    EXPECT_EQ(Json::parse(data[2])["choices"][0]["finish_reason"], "stop");
    EXPECT_EQ(Json::parse(data[2])["choices"][0]["native_finish_reason"], "end_turn");
    EXPECT_EQ(data[3], head + R"("choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,)"
                              R"("total_tokens":5,"cost":0.000001,"is_byok":false},"created":7})");
    EXPECT_EQ(data[4], "[DONE]");
}

TEST(chat_writer, writes_a_body) {
    AnswerContext given = context();
    given.dropped = {"seed"};
    const auto writer = make_chat_writer(false, given);
    std::string unused;
    for (const Event& one :
         {event(Kind::reasoning, "th"), event(Kind::reasoning, "ink"),
          event(Kind::reasoning_signature, "sig"), event(Kind::reasoning_redacted, "zzz"),
          event(Kind::text, "a"), event(Kind::text, "b"), call("c1", "f", "{", 0),
          event(Kind::tool_arguments, "}"), call("c2", "g", "{}", 1),
          finish(Finish::tool_calls, "tool_use")}) {
        writer->write(one, unused);
    }
    EXPECT_EQ(unused, "");
    EXPECT_EQ(
        Json::parse(writer->body(bill())),
        Json::parse(
            R"({"id":"gen-1","provider":"Acme","model":"acme/large","object":"chat.completion",
            "system_fingerprint":null,"choices":[{"index":0,"message":{"role":"assistant",
            "content":"ab","refusal":null,"reasoning":"think","reasoning_details":[
            {"type":"reasoning.text","text":"think","index":0,"signature":"sig"},
            {"type":"reasoning.encrypted","data":"zzz","index":1}],"tool_calls":[
            {"id":"c1","type":"function","index":0,"function":{"name":"f","arguments":"{}"}},
            {"id":"c2","type":"function","index":1,"function":{"name":"g","arguments":"{}"}}]},
            "logprobs":null,"finish_reason":"tool_calls","native_finish_reason":"tool_use"}],
            "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"cost":0.000001,
            "is_byok":false},"orrery":{"dropped":["seed"]},"created":7})"));
}

TEST(chat_writer, joins_the_logprobs_of_all_pieces) {
    const auto writer = make_chat_writer(false, context());
    std::string unused;
    writer->write(event(Kind::logprobs, R"({"content":[{"token":"a"}],"refusal":null})"), unused);
    writer->write(event(Kind::logprobs, R"({"content":[{"token":"b"}]})"), unused);
    EXPECT_EQ(Json::parse(writer->body(bill()))["choices"][0]["logprobs"],
              Json::parse(R"({"content":[{"token":"a"},{"token":"b"}],"refusal":null})"));
}

TEST(chat_writer, a_broken_stream_never_looks_done) {
    for (const auto& writer :
         {make_chat_writer(true, context()), make_completions_writer(true, context())}) {
        std::string out;
        writer->fail(502, "cut", out);
        const auto data = data_of(out);
        ASSERT_EQ(data.size(), 1U);
        const Json chunk = Json::parse(data[0]);
        EXPECT_EQ(chunk["error"], Json::parse(R"({"code":502,"message":"cut"})"));
        EXPECT_EQ(chunk["choices"][0]["finish_reason"], "error");
    }
}

/// What a client gathers of an answer: per choice text, reasoning, refusal, calls, finish.
std::string gathered(const std::vector<Event>& events) {
    std::map<std::int64_t, std::map<std::string, std::string>> choices;
    for (const Event& one : events) {
        auto& choice = choices[one.choice];
        const std::string place = std::to_string(one.index);
        switch (one.kind) {
            case Kind::tool_call:
                choice["call" + place] += one.id + "|" + one.name + "|" + one.text;
                break;
            case Kind::tool_arguments:
                choice["call" + place] += one.text;
                break;
            case Kind::finish:
                choice["finish"] = std::string(name_of(one.finish)) + "|" + one.text;
                break;
            case Kind::text:
            case Kind::refusal:
            case Kind::reasoning:
                choice["kind" + std::to_string(static_cast<int>(one.kind))] += one.text;
                break;
            default:
                break;
        }
    }
    std::string out;
    for (const auto& [index, choice] : choices) {
        for (const auto& [name, text] : choice) {
            out += text.empty() ? "" : std::to_string(index) + " " + name + "=" + text + "\n";
        }
    }
    return out;
}

std::vector<Event> random_answer(testing::RandomRequest& random) {
    std::vector<Event> events;
    for (std::int64_t choice = 0; choice < 2; ++choice) {
        std::int64_t calls = 0;
        for (std::uint64_t count = 1 + random.below(8); count > 0; --count) {
            constexpr Kind kinds[] = {Kind::text, Kind::refusal, Kind::reasoning};
            if (random.below(4) > 0) {
                events.push_back(event(kinds[random.below(3)], random.text(), choice));
                continue;
            }
            Event begun = call("id" + std::to_string(calls), "f", random.text(), calls);
            begun.choice = choice;
            events.push_back(begun);
            events.push_back(event(Kind::tool_arguments, random.text(), choice, calls++));
        }
        events.push_back(finish(Finish::length, "MAX", choice));
    }
    return events;
}

RC_GTEST_PROP(chat_writer, a_stream_and_a_body_read_back_as_what_was_written,
              (std::uint64_t seed)) {
    testing::RandomRequest random(seed);
    const std::vector<Event> events = random_answer(random);
    const auto streamed = make_chat_writer(true, context());
    const auto reader = make_openai_reader(Ingress::chat);
    std::vector<Event> back;
    ChatPassage passage(context());
    for (const std::string& data : data_of(stream_of(*streamed, events))) {
        RC_ASSERT(reader->read_event("", data, back).has_value());
        std::string again;
        RC_ASSERT(passage.pass_event(data, again).has_value());
        if (again.size() > 8) {
            RC_ASSERT((nlohmann::json::parse(again.substr(6)) == nlohmann::json::parse(data)));
        }
    }
    RC_ASSERT(reader->is_ended());
    RC_ASSERT(passage.is_ended());
    RC_ASSERT(gathered(back) == gathered(events));

    const auto whole = make_chat_writer(false, context());
    std::string unused;
    for (const Event& one : events) {
        whole->write(one, unused);
    }
    back.clear();
    const std::string body = whole->body(bill());
    RC_ASSERT(make_openai_reader(Ingress::chat)->read_body(body, back).has_value());
    RC_ASSERT(gathered(back) == gathered(events));
}

TEST(completions_writer, streams_text_completions) {
    const auto writer = make_completions_writer(true, context());
    const auto data =
        data_of(stream_of(*writer, {event(Kind::text, "Hi"), finish(Finish::length, "length")}));
    const std::string head =
        R"({"id":"gen-1","provider":"Acme","model":"acme/large","object":"text_completion",)";
    ASSERT_EQ(data.size(), 4U);
    EXPECT_EQ(data[0], head + R"("choices":[{"index":0,"text":"Hi","logprobs":null,)"
                              R"("finish_reason":null,"native_finish_reason":null}],"created":7})");
    EXPECT_EQ(data[1],
              head + R"("choices":[{"index":0,"text":"","logprobs":null,"finish_reason":"length",)"
                     R"("native_finish_reason":"length"}],"created":7})");
    EXPECT_EQ(Json::parse(data[2])["usage"]["total_tokens"], 5);
    EXPECT_EQ(data[3], "[DONE]");
}

TEST(completions_writer, writes_logprobs_side_by_side) {
    const auto writer = make_completions_writer(false, context());
    std::string unused;
    writer->write(event(Kind::text, "éb"), unused);
    writer->write(event(Kind::logprobs,
                        R"({"content":[{"token":"é","logprob":-0.5,"top_logprobs":[
                            {"token":"e","logprob":-2}]},{"token":"b","logprob":-1}]})"),
                  unused);
    writer->write(finish(Finish::stop, "stop"), unused);
    EXPECT_EQ(
        Json::parse(writer->body(bill()))["choices"],
        Json::parse(
            R"([{"index":0,"text":"éb","logprobs":{"tokens":["é","b"],"token_logprobs":[-0.5,-1],
             "top_logprobs":[{"e":-2},{}],"text_offset":[0,1]},"finish_reason":"stop",
             "native_finish_reason":"stop"}])"));
}

TEST(embeddings_writer, writes_vectors_in_order) {
    const auto writer = make_embeddings_writer(context());
    std::string unused;
    writer->write(event(Kind::embedding, "\"AAAA\"", 0, 1), unused);
    writer->write(event(Kind::embedding, "[0.5,-1]", 0, 0), unused);
    Bill small;
    small.usage.prompt = 4;
    EXPECT_EQ(writer->body(small),
              R"({"id":"gen-1","provider":"Acme","model":"acme/large",)"
              R"("usage":{"prompt_tokens":4,"total_tokens":4,"cost":0,"is_byok":false},)"
              R"("object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-1]},)"
              R"({"object":"embedding","index":1,"embedding":"AAAA"}]})");
    EXPECT_TRUE(Json::accept(writer->body(Bill())));
}

}  // namespace
}  // namespace orrery::dialect
