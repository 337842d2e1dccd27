#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "dialect/anthropic/anthropic.h"
#include "dialect/json/parse.h"

namespace {

using std::string_view_literals::operator""sv;
namespace dialect = orrery::dialect;

/// A request that was read can be written again, and what was written is a request.
void read_request(std::string_view text) {
    const auto request = dialect::read_messages(text);
    if (!request) {
        return;
    }
    for (const auto model : {"claude-sonnet-4-5"sv, "claude-opus-4-7"sv}) {
        if (const auto out = dialect::write_anthropic(*request, model, 4096)) {
            ORRERY_CHECK(dialect::parse_object(out->body).has_value(), "a request is an object");
            ORRERY_CHECK(dialect::read_messages(out->body).has_value(),
                         "a request that we write is one that we read");
        }
    }
}

/// An answer of any bytes leaves a stream that ends with its last word or with an error.
void read_answer(std::string_view text) {
    const auto reader = dialect::make_anthropic_reader();
    std::vector<dialect::Event> events;
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() == rest.size() ? rest.size() : line.size() + 1);
        static_cast<void>(reader->read_event("", line, events));
    }
    static_cast<void>(dialect::make_anthropic_reader()->read_body(text, events));
    const auto streams = dialect::make_messages_writer(true, {});
    const auto gathers = dialect::make_messages_writer(false, {});
    std::string out;
    std::string ignored;
    dialect::Bill bill;
    for (const auto& event : events) {
        streams->write(event, out);
        gathers->write(event, ignored);
        if (event.kind == dialect::Event::Kind::usage) {
            bill.usage = event.usage;
            ORRERY_CHECK(event.usage.prompt.value_or(0) >= event.usage.cache_read.value_or(0) ||
                             !event.usage.prompt,
                         "a total holds its parts");
        }
    }
    streams->end(bill, out);
    ORRERY_CHECK(out.ends_with("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n") ||
                     out.find("event: error\n") != std::string::npos,
                 "a stream has an end");
    ORRERY_CHECK(ignored.empty(), "a whole body streams nothing");
    ORRERY_CHECK(dialect::parse_object(gathers->body(bill)).has_value(), "a body is an object");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    read_request(text);
    read_answer(text);
    static_cast<void>(dialect::read_anthropic_error(text));
    return 0;
}
