#include "http/head.h"
#include "http/head/fields.h"

namespace orrery::http {

namespace {

bool parse_request_line(std::string_view line, RequestHead& head) {
    constexpr std::string_view version = " HTTP/1.";
    if (line.size() <= version.size()) {
        return false;
    }
    const char minor = line.back();
    line.remove_suffix(1);
    if (!line.ends_with(version) || (minor != '0' && minor != '1')) {
        return false;
    }
    head.is_http10 = minor == '0';
    line.remove_suffix(version.size());
    const std::size_t space = line.find(' ');
    if (space == 0 || space == std::string_view::npos) {
        return false;
    }
    head.method = line.substr(0, space);
    head.target = line.substr(space + 1);
    if (!detail::all_of(head.method, detail::token_bytes)) {
        return false;
    }
    for (const char c : head.target) {
        if (c <= 0x20 || c == 0x7F) {
            return false;
        }
    }
    return head.target.starts_with('/') || (head.target == "*" && head.method == "OPTIONS");
}

}  // namespace

Parsed parse_request(std::string_view bytes, const HeadLimits& limits, RequestHead& head) {
    head.fields.clear();
    detail::Lines lines{bytes, limits.bytes_max};
    std::string_view line;
    Parsed parsed = lines.next(line);
    if (parsed == Parsed::whole && line.empty()) {
        parsed = lines.next(line);  // One empty line may come first (RFC 9112, 2.2).
    }
    if (parsed != Parsed::whole) {
        return parsed;
    }
    if (!parse_request_line(line, head)) {
        return Parsed::malformed;
    }
    detail::Seen seen;
    parsed = detail::parse_fields(lines, limits, head, seen);
    if (parsed != Parsed::whole) {
        return parsed;
    }
    if (seen.hosts > 1 || (seen.hosts == 0 && !head.is_http10) || !seen.is_host_valid ||
        seen.lengths > 1 || !seen.is_length_valid || seen.codings > 1 ||
        (seen.codings == 1 && (seen.lengths == 1 || head.is_http10))) {
        return Parsed::malformed;
    }
    if (seen.has_other_coding) {
        return Parsed::unsupported;
    }
    head.framing = seen.is_chunked     ? Framing::chunked
                   : seen.lengths == 1 ? Framing::length
                                       : Framing::none;
    if (head.framing != Framing::length) {
        head.content_length = 0;
    }
    head.keep_alive = !seen.says_close && (!head.is_http10 || seen.says_keep_alive);
    head.expects_continue = seen.expects_continue && !head.is_http10;
    return Parsed::whole;
}

std::string_view RequestHead::path() const {
    return target.substr(0, target.find('?'));
}

std::string_view RequestHead::query() const {
    const std::size_t mark = target.find('?');
    return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

}  // namespace orrery::http
