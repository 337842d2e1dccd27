#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dialect/answer.h"
#include "dialect/request.h"

namespace orrery::dialect::testing {

inline Json parsed(std::string_view text) {
    Json json = Json::parse(text, nullptr, false);
    EXPECT_FALSE(json.is_discarded()) << text;
    return json;
}

/// Reads the data of stream events in turn; each must be taken.
inline std::vector<Event> read_all(AnswerReader& reader, const std::vector<std::string>& stream) {
    std::vector<Event> events;
    for (const std::string& data : stream) {
        const Json json = Json::parse(data, nullptr, false);
        const std::string name = json.is_object() ? json.value("type", "") : "";
        const Status read = reader.read_event(name, data, events);
        EXPECT_TRUE(read) << data << ": " << (read ? "" : read.error().what);
    }
    return events;
}

inline std::vector<Event> of_kind(const std::vector<Event>& events, Event::Kind kind) {
    std::vector<Event> found;
    for (const Event& event : events) {
        if (event.kind == kind) {
            found.push_back(event);
        }
    }
    return found;
}

inline Event make_event(Event::Kind kind, std::string text, std::int64_t index = 0,
                        std::string id = {}, std::string name = {}) {
    Event event;
    event.kind = kind;
    event.text = std::move(text);
    event.index = index;
    event.id = std::move(id);
    event.name = std::move(name);
    return event;
}

inline Event make_finish(Finish finish, std::string native = {}) {
    Event event = make_event(Event::Kind::finish, std::move(native));
    event.finish = finish;
    return event;
}

/// Splits what a writer streamed into event names and data.
inline std::vector<std::pair<std::string, Json>> streamed(std::string_view out) {
    std::vector<std::pair<std::string, Json>> events;
    while (!out.empty()) {
        const std::size_t end = out.find("\n\n");
        EXPECT_NE(end, std::string_view::npos) << out;
        const std::string_view event = out.substr(0, end);
        const std::size_t line = event.find('\n');
        EXPECT_TRUE(event.starts_with("event: ")) << event;
        EXPECT_EQ(event.substr(line, 7), "\ndata: ") << event;
        events.emplace_back(std::string(event.substr(7, line - 7)), parsed(event.substr(line + 7)));
        out.remove_prefix(end == std::string_view::npos ? out.size() : end + 2);
    }
    return events;
}

inline std::vector<std::string> names_of(const std::vector<std::pair<std::string, Json>>& events) {
    std::vector<std::string> names;
    for (const auto& [name, data] : events) {
        names.push_back(name);
    }
    return names;
}

inline AnswerContext some_context() {
    AnswerContext context;
    context.generation_id = "gen-1";
    context.model = "anthropic/claude-sonnet-4.5";
    context.provider = "Anthropic";
    context.created_s = 1'700'000'000;
    return context;
}

inline Bill some_bill() {
    Bill bill;
    bill.usage.prompt = 100;
    bill.usage.completion = 20;
    bill.usage.reasoning = 5;
    bill.usage.cache_read = 60;
    bill.usage.cache_write = 10;
    bill.cost_nano_usd = 1'500'000;
    return bill;
}

inline Request chat_request(std::string_view body) {
    auto request = read_request(Ingress::chat, body);
    EXPECT_TRUE(request) << (request ? "" : request.error().what);
    return request ? std::move(*request) : Request{};
}

}  // namespace orrery::dialect::testing
