#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/format/json.h"
#include "dialect/splice.h"

namespace {

using nlohmann::json;

json parsed(std::string_view text) {
    return json::parse(text, nullptr, false);
}

/// Takes away what a passage writes anew, so that what is left must be the same on both sides.
void strip(json& answer) {
    for (const char* const name : {"id", "object", "created", "model", "provider", "usage", "error",
                                   "orrery", "system_fingerprint"}) {
        answer.erase(name);
    }
    json& choices = answer["choices"];
    if (!choices.is_array()) {
        choices = json::array();
    }
    for (json& choice : choices) {
        choice.erase("finish_reason");
        choice.erase("native_finish_reason");
        if (choice.contains("delta") && choice["delta"].empty()) {
            choice.erase("delta");
        }
        if (choice.contains("message") && choice["message"].is_object()) {
            choice["message"].erase("refusal");
        }
    }
}

}  // namespace

/// Events between newlines go through a passage, and the whole input as a body: what goes out is
/// JSON and keeps what came in.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using orrery::dialect::ChatPassage;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    orrery::dialect::AnswerContext context;
    context.generation_id = "gen";
    ChatPassage passage(context);
    std::string_view rest = input;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        std::string out;
        const bool is_taken = passage.pass_event(line, out).has_value();
        ORRERY_CHECK(is_taken || out.empty(), "a refused event wrote something");
        json before = parsed(line);
        if (out.empty() || before.is_discarded()) {
            continue;
        }
        json after = parsed(std::string_view(out).substr(6));
        ORRERY_CHECK(after.is_object() && after["id"] == "gen", "what went out is no chunk");
        strip(before);
        strip(after);
        ORRERY_CHECK(before == after, "a chunk was changed");
    }
    std::string out;
    passage.end({}, out);
    passage.fail(502, input, out);
    ORRERY_CHECK(out.starts_with("data: {"), "no last chunk");
    ChatPassage body(context);
    if (body.read_body(input) && body.error() == nullptr && !parsed(input).is_discarded()) {
        out.clear();
        body.write_body({}, out);
        json before = parsed(input);
        json after = parsed(out);
        ORRERY_CHECK(after.is_object(), "the body is no JSON");
        strip(before);
        strip(after);
        ORRERY_CHECK(before == after, "the body was changed");
    }
    return 0;
}
