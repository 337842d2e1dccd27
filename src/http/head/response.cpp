#include "http/head.h"
#include "http/head/fields.h"

namespace orrery::http {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// "HTTP/1.1 200 OK"; the space after the status may be missing where the reason is.
bool parse_status_line(std::string_view line, ResponseHead& head, bool& is_http10) {
    constexpr std::string_view version = "HTTP/1.";
    constexpr std::size_t status_end = 12;
    if (line.size() < status_end || !line.starts_with(version) ||
        (line[7] != '0' && line[7] != '1') || line[8] != ' ') {
        return false;
    }
    is_http10 = line[7] == '0';
    if (line[9] < '1' || line[9] > '9' || !is_digit(line[10]) || !is_digit(line[11])) {
        return false;
    }
    head.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    return line.size() == status_end ||
           (line[status_end] == ' ' &&
            detail::all_of(line.substr(status_end), detail::value_bytes));
}

}  // namespace

Parsed parse_response(std::string_view bytes, const HeadLimits& limits, bool to_head_request,
                      ResponseHead& head) {
    head.fields.clear();
    detail::Lines lines{bytes, limits.bytes_max};
    std::string_view line;
    Parsed parsed = lines.next(line);
    if (parsed != Parsed::whole) {
        return parsed;
    }
    bool is_http10 = false;
    if (!parse_status_line(line, head, is_http10)) {
        return Parsed::malformed;
    }
    detail::Seen seen;
    parsed = detail::parse_fields(lines, limits, head, seen);
    if (parsed != Parsed::whole) {
        return parsed;
    }
    if (seen.lengths > 1 || !seen.is_length_valid || seen.codings > 1 ||
        (seen.codings == 1 && (seen.lengths == 1 || is_http10))) {
        return Parsed::malformed;
    }
    if (seen.has_other_coding) {
        return Parsed::unsupported;
    }
    const bool has_no_body =
        to_head_request || head.status < 200 || head.status == 204 || head.status == 304;
    head.framing = has_no_body         ? Framing::none
                   : seen.is_chunked   ? Framing::chunked
                   : seen.lengths == 1 ? Framing::length
                                       : Framing::until_close;
    if (head.framing != Framing::length) {
        head.content_length = 0;
    }
    head.keep_alive = !seen.says_close && (!is_http10 || seen.says_keep_alive) &&
                      head.framing != Framing::until_close;
    return Parsed::whole;
}

}  // namespace orrery::http
