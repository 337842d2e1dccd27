#include "dialect/openai/error.h"

#include <array>
#include <utility>

#include "dialect/request.h"

namespace orrery::dialect {
namespace {

constexpr std::size_t message_bytes_max = 500;
constexpr int bad_gateway = 502;

/// Cuts a text at a limit, never inside a UTF-8 character.
std::string shortened(std::string_view text) {
    if (text.size() <= message_bytes_max) {
        return std::string(text);
    }
    std::size_t end = message_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
        --end;
    }
    return std::string(text.substr(0, end));
}

/// Returns a member as text: a string as it is, a number in digits, anything else empty.
std::string text_of(const Json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end()) {
        return {};
    }
    if (found->is_string()) {
        return found->get<std::string>();
    }
    return found->is_number_integer() ? found->dump() : std::string();
}

/// Reads an object with a message, whatever it is called: FastAPI says `detail`.
ProviderError read_object(const Json& object) {
    ProviderError error;
    for (const char* const name : {"message", "detail", "error", "msg", "error_message"}) {
        if (error.message.empty()) {
            error.message = text_of(object, name);
        }
    }
    for (const char* const name : {"code", "type", "status"}) {
        if (error.type.empty()) {
            error.type = text_of(object, name);
        }
    }
    return error;
}

ProviderError read_value(const Json& value) {
    if (value.is_string()) {
        return {value.get<std::string>(), {}};
    }
    return value.is_object() ? read_object(value) : ProviderError();
}

/// Finds what tells the error: `{"error":…}`, FastAPI's list, the list that Google's compatible
/// endpoint wraps it into.
ProviderError read_json(const Json& body) {
    const Json& inner = body.is_array() && !body.empty() ? body.front() : body;
    if (!inner.is_object()) {
        return read_value(inner);
    }
    for (const char* const name : {"error", "detail"}) {
        const auto found = inner.find(name);
        if (found == inner.end() || found->is_null()) {
            continue;
        }
        ProviderError error =
            read_value(found->is_array() && !found->empty() ? found->front() : *found);
        if (!error.message.empty()) {
            return error;
        }
    }
    return read_object(inner);
}

/// What codes and types stand for; the first that is found in the word counts.
constexpr std::array<std::pair<std::string_view, int>, 16> words = {{
    {"rate_limit", 429},
    {"quota", 429},
    {"too_many_requests", 429},
    {"exhausted", 429},
    {"authentication", 401},
    {"invalid_api_key", 401},
    {"permission", 403},
    {"billing", 402},
    {"credit", 402},
    {"not_found", 404},
    {"context_length", 400},
    {"invalid_request", 400},
    {"too_large", 413},
    {"overloaded", 503},
    {"unavailable", 503},
    {"timeout", 408},
}};

int status_of(std::string_view type) {
    if (type.size() == 3 && type.find_first_not_of("0123456789") == std::string_view::npos) {
        const int code = (type[0] - '0') * 100 + (type[1] - '0') * 10 + (type[2] - '0');
        return code >= 400 && code < 600 ? code : bad_gateway;
    }
    for (const auto& [word, status] : words) {
        if (type.find(word) != std::string_view::npos) {
            return status;
        }
    }
    return bad_gateway;
}

}  // namespace

ProviderError read_openai_error(std::string_view body) {
    const Json json = Json::parse(body, nullptr, false);
    ProviderError error = json.is_discarded() ? ProviderError() : read_json(json);
    error.message = shortened(error.message.empty() ? body : std::string_view(error.message));
    return error;
}

Event openai_error_event(std::string_view error) {
    const Json json = Json::parse(error, nullptr, false);
    const ProviderError read = json.is_discarded() ? ProviderError() : read_value(json);
    Event event;
    event.kind = Event::Kind::error;
    event.text = shortened(read.message.empty() ? error : std::string_view(read.message));
    event.name = read.type;
    event.status = status_of(read.type);
    return event;
}

std::string chat_error_body(int status, std::string_view message, std::string_view metadata) {
    Json error = {{"code", status}, {"message", message}};
    if (!metadata.empty()) {
        Json read = Json::parse(metadata, nullptr, false);
        error["metadata"] = read.is_object() ? std::move(read) : Json{{"raw", metadata}};
    }
    return Json{{"error", std::move(error)}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace orrery::dialect
