#include "dialect/anthropic/anthropic.h"
#include "dialect/json/parse.h"
#include "dialect/wire/field.h"

namespace orrery::dialect {

namespace {

constexpr std::size_t message_bytes_max = 1000;

/// Anthropic's type of an HTTP status (docs.claude.com, "Errors").
std::string_view type_of(int status) {
    switch (status) {
        case 401:
            return "authentication_error";
        case 402:
            return "billing_error";
        case 403:
            return "permission_error";
        case 404:
            return "not_found_error";
        case 408:
        case 504:
            return "timeout_error";
        case 413:
            return "request_too_large";
        case 429:
            return "rate_limit_error";
        case 503:
        case 529:
            return "overloaded_error";
        default:
            return status >= 500 ? "api_error" : "invalid_request_error";
    }
}

}  // namespace

std::string messages_error_body(int status, std::string_view message) {
    return to_text(
        {{"type", "error"}, {"error", {{"type", type_of(status)}, {"message", message}}}});
}

ProviderError read_anthropic_error(std::string_view body) {
    const auto read = parse_object(body);
    const Json* error = read ? value_at(*read, "error") : nullptr;
    if (error == nullptr || text_at(*error, "message").empty()) {
        return {.message = std::string(body.substr(0, message_bytes_max)), .type = {}};
    }
    return {.message = std::string(text_at(*error, "message")),
            .type = std::string(text_at(*error, "type"))};
}

}  // namespace orrery::dialect
