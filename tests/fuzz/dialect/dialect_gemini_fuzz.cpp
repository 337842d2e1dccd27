#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "dialect/gemini/gemini.h"
#include "dialect/json/parse.h"

namespace dialect = orrery::dialect;

/// Any chat request is written as an object or refused; any answer becomes events whose calls all
/// have an id, and whose counts are never negative.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto chat = dialect::parse_object(text)) {
        for (const auto ingress : {dialect::Ingress::chat, dialect::Ingress::embeddings}) {
            dialect::Request request;
            request.ingress = ingress;
            request.chat = *chat;
            if (const auto out = dialect::write_gemini(request, "gemini-3-pro", 1)) {
                ORRERY_CHECK(dialect::parse_object(out->body).has_value(),
                             "a request is an object");
            }
        }
    }
    std::vector<dialect::Event> events;
    const auto reader = dialect::make_gemini_reader(dialect::Ingress::chat);
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() == rest.size() ? rest.size() : line.size() + 1);
        static_cast<void>(reader->read_event("", line, events));
    }
    for (const auto ingress : {dialect::Ingress::chat, dialect::Ingress::embeddings}) {
        static_cast<void>(dialect::make_gemini_reader(ingress)->read_body(text, events));
    }
    for (const auto& event : events) {
        ORRERY_CHECK(event.kind != dialect::Event::Kind::tool_call || !event.id.empty(),
                     "a call has an id");
        ORRERY_CHECK(event.usage.prompt.value_or(0) >= 0 && event.usage.completion.value_or(0) >= 0,
                     "a count is not negative");
    }
    static_cast<void>(dialect::read_gemini_error(text));
    return 0;
}
