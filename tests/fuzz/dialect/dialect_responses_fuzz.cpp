#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "dialect/json/parse.h"
#include "dialect/responses/responses.h"

namespace dialect = orrery::dialect;

/// Any request is read or refused and can be repeated in an answer; any order of events leaves a
/// stream that ends with a last word, and a body that is an object.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto request = dialect::read_responses(text);
    dialect::AnswerContext context;
    context.request = request ? &request->chat : nullptr;
    const auto streams = dialect::make_responses_writer(true, context);
    const auto gathers = dialect::make_responses_writer(false, context);
    std::string out;
    std::string ignored;
    for (std::size_t at = 0; at < size && at < 256; ++at) {
        dialect::Event event;
        event.kind = static_cast<dialect::Event::Kind>(data[at] % 15);
        event.index = data[at] / 15 % 3;
        event.text = text.substr(at, data[at] % 7);
        event.finish = static_cast<dialect::Finish>(data[at] % 5);
        streams->write(event, out);
        gathers->write(event, ignored);
    }
    streams->end({}, out);
    const std::size_t last = out.rfind("event: ");
    const std::string_view word = std::string_view(out).substr(last);
    ORRERY_CHECK(word.starts_with("event: response.completed\n") ||
                     word.starts_with("event: response.incomplete\n") ||
                     word.starts_with("event: response.failed\n"),
                 "a stream has a last word");
    ORRERY_CHECK(ignored.empty(), "a whole body streams nothing");
    ORRERY_CHECK(dialect::parse_object(gathers->body({})).has_value(), "a body is an object");
    return 0;
}
