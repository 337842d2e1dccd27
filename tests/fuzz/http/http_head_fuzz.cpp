#include <cstdint>

#include "base/check.h"
#include "http/head.h"

/// A head from outside never crashes us, is judged the same when it arrives in two pieces, and what
/// it says of its body is never two things.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using orrery::http::Parsed;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const orrery::http::HeadLimits limits{.bytes_max = 4096, .fields_max = 20};
    orrery::http::RequestHead request;
    const Parsed whole = orrery::http::parse_request(text, limits, request);
    if (whole == Parsed::whole) {
        ORRERY_CHECK(request.bytes <= size && request.bytes <= limits.bytes_max, "its bounds");
        ORRERY_CHECK(request.is_http10 || request.has("host"), "a request without a host");
        ORRERY_CHECK(!request.has("content-length") || !request.has("transfer-encoding"),
                     "a body with two lengths was let through");
        for (const auto& field : request.fields) {
            ORRERY_CHECK(!field.name.empty() && orrery::http::is_field_value(field.value),
                         "a field that is none");
        }
    }
    orrery::http::RequestHead again;
    const std::string_view half = text.substr(0, size / 2);
    const Parsed first = orrery::http::parse_request(half, limits, again);
    ORRERY_CHECK(first == Parsed::incomplete || first == whole, "a cut changed the verdict");
    orrery::http::ResponseHead response;
    if (orrery::http::parse_response(text, limits, false, response) == Parsed::whole) {
        ORRERY_CHECK(response.status >= 100 && response.status <= 999, "a status that is none");
    }
    return 0;
}
