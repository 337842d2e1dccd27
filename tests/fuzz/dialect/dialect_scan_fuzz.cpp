#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/format/json.h"
#include "dialect/splice.h"

namespace {

/// Parses as nlohmann does; a number too large for a double is its limit, not a broken text.
nlohmann::json oracle(std::string_view text, bool& is_too_large) {
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::out_of_range&) {
        is_too_large = true;
    } catch (const nlohmann::json::parse_error&) {
    }
    return nlohmann::json::value_t::discarded;
}

}  // namespace

/// What the scan takes is JSON, and the spliced body says the same but for what splicing changes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    orrery::dialect::ChatScan scan;
    if (!orrery::dialect::scan_chat(body, scan)) {
        return 0;
    }
    bool is_too_large = false;
    nlohmann::json expected = oracle(body, is_too_large);
    if (is_too_large) {
        return 0;
    }
    ORRERY_CHECK(expected.is_object(), "the scan took what is no JSON object");
    for (const char* const name :
         {"models", "provider", "session_id", "transforms", "plugins", "usage", "route"}) {
        expected.erase(name);
    }
    expected["model"] = "a/\"b\"";
    if (scan.stream) {
        expected["stream_options"]["include_usage"] = true;
    }
    std::string storage;
    std::vector<std::string_view> parts;
    orrery::dialect::splice_request(body, scan, "a/\"b\"", true, storage, parts);
    std::string out;
    for (const std::string_view part : parts) {
        out += part;
    }
    ORRERY_CHECK(oracle(out, is_too_large) == expected, "the spliced body says something else");
    return 0;
}
