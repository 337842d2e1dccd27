#include "http/sse.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using orrery::http::SseParser;

struct Event {
    std::string name;
    std::string data;
    bool operator==(const Event&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Event& event) {
    return out << "{" << event.name << "|" << event.data << "}";
}

/// Feeds a text in pieces of the sizes given; what is left comes last. The events of a piece are
/// read only when all of them were taken, as their views must stay valid.
std::vector<Event> parse(const std::string& text, const std::vector<std::size_t>& sizes = {}) {
    SseParser parser;
    std::vector<Event> events;
    std::size_t at = 0;
    for (std::size_t number = 0; at < text.size(); ++number) {
        const std::size_t size = number < sizes.size() ? sizes[number] : text.size();
        const std::string piece = text.substr(at, size);
        at += piece.size();
        parser.feed(piece);
        std::vector<orrery::http::SseEvent> views;
        while (const auto event = parser.next()) {
            views.push_back(*event);
        }
        for (const auto& event : views) {
            events.push_back({std::string(event.name), std::string(event.data)});
        }
    }
    return events;
}

/// The standard's own words, line by line on the whole text (WHATWG HTML, 9.2.6).
std::vector<Event> reference(std::string text) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.erase(0, 3);
    }
    std::vector<Event> events;
    Event event;
    bool has_data = false;
    std::string line;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r' && text[i] != '\n') {
            line.push_back(text[i]);
            continue;
        }
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
            ++i;
        }
        if (line.empty()) {
            if (has_data) {
                event.data.pop_back();
                events.push_back(event);
            }
            event = {};
            has_data = false;
        } else if (line.front() != ':') {
            const std::size_t colon = line.find(':');
            std::string value = colon == std::string::npos ? "" : line.substr(colon + 1);
            if (value.starts_with(' ')) {
                value.erase(0, 1);
            }
            if (line.substr(0, colon) == "data") {
                event.data += value + "\n";
                has_data = true;
            } else if (line.substr(0, colon) == "event") {
                event.name = value;
            }
        }
        line.clear();
    }
    return events;
}

struct Case {
    std::string name;
    std::string text;
    std::vector<Event> events;
};

const std::vector<Case> corpus = {
    {"one event", "data: a\n\n", {{"", "a"}}},
    {"CRLF", "data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n", {{"", "a\nb"}, {"", "c"}}},
    {"CR", "data: a\rdata: b\r\rdata: c\r\r", {{"", "a\nb"}, {"", "c"}}},
    {"mixed line ends",
     "data: a\r\n\ndata: b\n\r\ndata: c\r\r\n",
     {{"", "a"}, {"", "b"}, {"", "c"}}},
    {"byte order mark",
     "\xEF\xBB\xBF"
     "data: a\n\n",
     {{"", "a"}}},
    {"byte order mark later",
     "\n\xEF\xBB\xBF"
     "data: a\n\n",
     {}},
    {"named", "event: ping\ndata: a\n\n", {{"ping", "a"}}},
    {"named twice", "event: a\nevent: b\ndata: c\n\n", {{"b", "c"}}},
    {"name is not kept", "event: a\n\ndata: b\n\n", {{"", "b"}}},
    {"comment between", ": ORRERY PROCESSING\n\ndata: a\n\n", {{"", "a"}}},
    {"comment within", "data: a\n: b\ndata: c\n\n", {{"", "a\nc"}}},
    {"many comments", ":\n:\n: x\ndata: a\n\n", {{"", "a"}}},
    {"id and retry", "id: 1\nretry: 10\ndata: a\n\n", {{"", "a"}}},
    {"unknown field", "foo: 1\ndata: a\n\n", {{"", "a"}}},
    {"field without colon", "data\ndata\n\n", {{"", "\n"}}},
    {"empty data", "data:\n\n", {{"", ""}}},
    {"no data is no event", "event: a\nid: 3\n\n", {}},
    {"one space is dropped", "data:  a\ndata:b\n\n", {{"", " a\nb"}}},
    {"colons in a value", "data: a: b\n\n", {{"", "a: b"}}},
    {"similar names", "dat: a\ndatax: b\nDATA: c\n\n", {}},
    {"unfinished", "data: a\n\ndata: b\n", {{"", "a"}}},
    {"many empty lines", "\n\n\ndata: a\n\n\n\n", {{"", "a"}}},
    {"done", "data: {\"x\":1}\n\ndata: [DONE]\n\n", {{"", "{\"x\":1}"}, {"", "[DONE]"}}},
};

TEST(sse, named_corpus) {
    for (const Case& each : corpus) {
        EXPECT_EQ(reference(each.text), each.events) << each.name;
        EXPECT_EQ(parse(each.text), each.events) << each.name;
        EXPECT_EQ(parse(each.text, std::vector<std::size_t>(each.text.size(), 1)), each.events)
            << each.name << ", byte by byte";
    }
}

TEST(sse, any_cutting_gives_the_events_of_the_reference) {
    EXPECT_TRUE(rc::check([] {
        const auto part = rc::gen::element<std::string>(
            "data", "event", ":", ": ", " ", "a", "\n", "\r", "\r\n", "\n\n", "data: x\n\n",
            "\xEF\xBB\xBF", "id: 1\n", ": c\n", "data: y\r\n");
        std::string text;
        for (const std::string& each : *rc::gen::container<std::vector<std::string>>(part)) {
            text += each;
        }
        const auto sizes =
            *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 12));
        RC_ASSERT(parse(text, sizes) == reference(text));
    }));
}

TEST(sse, raw_is_the_event_as_it_came) {
    SseParser parser;
    parser.feed(": keep\n\nevent: a\ndata: 1\n: in\ndata: 2\n\ndata: 3\r\n\r\nda");
    EXPECT_EQ(parser.next()->raw, "event: a\ndata: 1\n: in\ndata: 2\n\n");
    EXPECT_EQ(parser.next()->raw, "data: 3\r\n\r\n");
    EXPECT_EQ(parser.next(), std::nullopt);
    EXPECT_TRUE(parser.has_rest());
    parser.feed("ta: 4\n\n: x\n\n");
    EXPECT_EQ(parser.next()->raw, "data: 4\n\n");
    EXPECT_EQ(parser.next(), std::nullopt);
    EXPECT_FALSE(parser.has_rest());
}

TEST(sse, rest_is_what_a_cut_stream_leaves) {
    const auto has_rest = [](std::string_view text) {
        SseParser parser;
        parser.feed(text);
        while (parser.next()) {
        }
        return parser.has_rest();
    };
    EXPECT_FALSE(has_rest(""));
    EXPECT_FALSE(has_rest("data: a\n\n"));
    EXPECT_FALSE(has_rest("data: a\n\n: comm"));
    EXPECT_FALSE(has_rest("data: a\r\n\r"));
    EXPECT_TRUE(has_rest("data: a\n"));
    EXPECT_TRUE(has_rest("data: a\n\nd"));
    EXPECT_TRUE(has_rest(": c\ndata: a"));
}

TEST(sse, event_is_bounded_however_it_is_cut) {
    const std::string text = "data: 0123456789\n\n";
    for (const std::size_t cut : {std::size_t{3}, text.size()}) {
        for (const std::size_t bound : {text.size() - 1, text.size()}) {
            SseParser parser(bound);
            std::size_t events = 0;
            for (std::size_t at = 0; at < text.size(); at += cut) {
                parser.feed(std::string_view(text).substr(at, cut));
                events += parser.next() ? 1 : 0;
            }
            EXPECT_EQ(events, bound == text.size() ? 1U : 0U);
            EXPECT_EQ(parser.is_too_large(), bound < text.size());
        }
    }
}

TEST(sse, comments_without_end_do_not_pile_up) {
    SseParser parser(100);
    parser.feed("data: a\n\n");
    EXPECT_TRUE(parser.next().has_value());
    for (int i = 0; i < 1000; ++i) {
        parser.feed(": still here\n");
        EXPECT_EQ(parser.next(), std::nullopt);
    }
    EXPECT_FALSE(parser.is_too_large());
    parser.feed("data: b\n\n");
    EXPECT_EQ(parser.next()->data, "b");
}

}  // namespace
