#include "labelling/google/request.h"

#include <fmt/format.h>

#include "base/embedded.h"
#include "classifier/text/code_points.h"

namespace orrery::labelling::google {
namespace {

constexpr std::string_view opening = R"({"document":{"type":"PLAIN_TEXT","content":")";
constexpr std::string_view ending_v1 =
    R"("},"classificationModelOptions":{"v2Model":{"contentCategoriesVersion":"V2"}}})";
constexpr std::string_view ending_v2 = R"("}})";

/// Of one byte of text: a control character becomes \u001f, a broken byte three of UTF-8.
constexpr std::size_t bytes_a_byte_max = 6;

}  // namespace

std::size_t body_bytes_max(std::string_view text) {
    return opening.size() + ending_v1.size() + bytes_a_byte_max * text.size();
}

void append_body(std::string& body, GoogleApi api, std::string_view text) {
    body += opening;
    while (!text.empty()) {
        const char32_t code_point = classifier::take_code_point(text);
        if (code_point == U'"' || code_point == U'\\') {
            body += '\\';
            body += static_cast<char>(code_point);
        } else if (code_point < 0x20) {
            constexpr std::string_view digits = "0123456789abcdef";
            body += "\\u00";
            body += digits[code_point >> 4];
            body += digits[code_point & 15];
        } else {
            classifier::append_code_point(body, code_point);
        }
    }
    body += api == GoogleApi::v1 ? ending_v1 : ending_v2;
}

std::string request_head(const http::Origin& endpoint, GoogleApi api,
                         std::string_view authorization, std::size_t body_bytes) {
    return fmt::format(
        "POST {}/{}/documents:classifyText HTTP/1.1\r\nHost: {}\r\nUser-Agent: orrery/{}\r\n"
        "Accept: application/json\r\nContent-Type: application/json; charset=utf-8\r\n"
        "Content-Length: {}\r\n{}\r\n",
        endpoint.path, api == GoogleApi::v1 ? "v1" : "v2", endpoint.authority, version, body_bytes,
        authorization);
}

}  // namespace orrery::labelling::google
