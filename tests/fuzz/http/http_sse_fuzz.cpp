#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "http/sse.h"

namespace {

struct Event {
    std::string name;
    std::string data;
    bool operator==(const Event&) const = default;
};

/// Parses a text in pieces whose sizes follow from a seed.
std::vector<Event> parse(std::string_view text, std::size_t seed) {
    orrery::http::SseParser parser;
    std::vector<Event> events;
    while (!text.empty()) {
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        const std::string piece(text.substr(0, 1 + (seed >> 33) % 16));
        text.remove_prefix(piece.size());
        parser.feed(piece);
        while (const auto event = parser.next()) {
            events.push_back({std::string(event->name), std::string(event->data)});
        }
    }
    return events;
}

}  // namespace

/// Two cuttings of one stream give the same events.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    ORRERY_CHECK(parse(text, 1) == parse(text, size + 2), "a cut changed the events");
    return 0;
}
