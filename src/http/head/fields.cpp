#include "http/head/fields.h"

#include <cstring>

namespace orrery::http::detail {

namespace {

/// Digits of a Content-Length that cannot overflow 64 bits.
constexpr std::size_t length_digits_max = 18;

constexpr std::array<bool, 256> host_bytes = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("-._~%!$&'()*+,;=:[]0123456789"
                                         "abcdefghijklmnopqrstuvwxyz"
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}();

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

void read_length(std::string_view value, Head& head, Seen& seen) {
    ++seen.lengths;
    std::uint64_t length = 0;
    seen.is_length_valid = !value.empty() && value.size() <= length_digits_max;
    for (const char c : value) {
        seen.is_length_valid = seen.is_length_valid && c >= '0' && c <= '9';
        length = length * 10 + static_cast<std::uint64_t>(c - '0');
    }
    head.content_length = length;
}

void read_connection(std::string_view value, Seen& seen) {
    while (!value.empty()) {
        const std::size_t comma = value.find(',');
        const std::string_view option = trimmed(value.substr(0, comma));
        seen.says_close = seen.says_close || same_name(option, "close");
        seen.says_keep_alive = seen.says_keep_alive || same_name(option, "keep-alive");
        value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
    }
}

/// Looks at the fields that matter to the framing; the length of the name tells most apart.
void look_at(const Field& field, Head& head, Seen& seen) {
    switch (field.name.size()) {
        case 4:
            if (same_name(field.name, "host")) {
                ++seen.hosts;
                seen.is_host_valid = seen.is_host_valid && all_of(field.value, host_bytes);
            }
            break;
        case 6:
            if (same_name(field.name, "expect")) {
                seen.expects_continue = same_name(field.value, "100-continue");
            }
            break;
        case 10:
            if (same_name(field.name, "connection")) {
                read_connection(field.value, seen);
            }
            break;
        case 14:
            if (same_name(field.name, "content-length")) {
                read_length(field.value, head, seen);
            }
            break;
        case 17:
            if (same_name(field.name, "transfer-encoding")) {
                ++seen.codings;
                seen.is_chunked = same_name(field.value, "chunked");
                seen.has_other_coding = !seen.is_chunked;
            }
            break;
        default:
            break;
    }
}

}  // namespace

Parsed Lines::next(std::string_view& line) {
    const char* begin = bytes.data() + at;
    const std::size_t left = bytes.size() - at;
    const auto* end =
        left == 0 ? nullptr : static_cast<const char*>(std::memchr(begin, '\n', left));
    if (end == nullptr) {
        return bytes.size() >= bytes_max ? Parsed::too_large : Parsed::incomplete;
    }
    const auto size = static_cast<std::size_t>(end - begin);
    at += size + 1;
    if (at > bytes_max) {
        return Parsed::too_large;
    }
    if (size == 0 || begin[size - 1] != '\r') {
        return Parsed::malformed;
    }
    line = {begin, size - 1};
    return Parsed::whole;
}

Parsed parse_fields(Lines& lines, const HeadLimits& limits, Head& head, Seen& seen) {
    for (;;) {
        std::string_view line;
        const Parsed parsed = lines.next(line);
        if (parsed != Parsed::whole) {
            return parsed;
        }
        if (line.empty()) {
            head.bytes = lines.at;
            return Parsed::whole;
        }
        if (head.fields.size() == limits.fields_max) {
            return Parsed::too_large;
        }
        std::size_t colon = 0;
        while (colon < line.size() && token_bytes[static_cast<unsigned char>(line[colon])]) {
            ++colon;
        }
        // White space before the name is obsolete folding, before the colon a smuggler's trick.
        if (colon == 0 || colon == line.size() || line[colon] != ':') {
            return Parsed::malformed;
        }
        const Field field{line.substr(0, colon), trimmed(line.substr(colon + 1))};
        if (!all_of(field.value, value_bytes)) {
            return Parsed::malformed;
        }
        head.fields.push_back(field);
        look_at(field, head, seen);
    }
}

}  // namespace orrery::http::detail
