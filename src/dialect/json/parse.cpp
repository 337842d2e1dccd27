#include "dialect/json/parse.h"

#include <fmt/format.h>

#include "dialect/json/cursor.h"

namespace orrery::dialect {

Result<Json> parse_object(std::string_view text) {
    JsonCursor cursor(text);
    const bool is_object = cursor.peek() == '{';
    cursor.skip();
    if (!cursor.finish()) {
        return fail(ErrorKind::bad_input,
                    fmt::format("the body is not valid JSON at byte {}", cursor.offset()));
    }
    if (!is_object) {
        return fail(ErrorKind::bad_input, "the body is not a JSON object");
    }
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) {
        return fail(ErrorKind::bad_input, "the body is not valid UTF-8, or a number is too large");
    }
    return json;
}

std::string to_text(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json* member(const Json& object, std::string_view name) {
    const auto found = object.find(name);
    return object.is_object() && found != object.end() ? &*found : nullptr;
}

std::string text_of(const Json& object, std::string_view name) {
    const Json* const found = member(object, name);
    return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace orrery::dialect
