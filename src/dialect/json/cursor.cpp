#include "dialect/json/cursor.h"

#include <bitset>
#include <cstdint>

#include "dialect/json/plain.h"

namespace orrery::dialect {
namespace {

bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/// Returns the value of a hexadecimal digit, or -1.
int hex_digit(char byte) {
    if (is_digit(byte)) {
        return byte - '0';
    }
    const char lower = static_cast<char>(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

unsigned hex_value(const char* digits) {
    unsigned value = 0;
    for (int place = 0; place < 4; ++place) {
        value = value * 16 + static_cast<unsigned>(hex_digit(digits[place]));
    }
    return value;
}

void append_utf8(std::string& out, unsigned code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
        return;
    }
    if (code >= 0x10000) {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    } else if (code >= 0x800) {
        out += static_cast<char>(0xE0 | (code >> 12));
    }
    if (code >= 0x800) {
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    } else {
        out += static_cast<char>(0xC0 | (code >> 6));
    }
    out += static_cast<char>(0x80 | (code & 0x3F));
}

constexpr std::string_view escape_names = "\"\\/bfnrt";
constexpr std::string_view escape_bytes = "\"\\/\b\f\n\r\t";

}  // namespace

std::string unescaped(const JsonText& text) {
    if (!text.is_escaped) {
        return std::string(text.inside);
    }
    std::string out;
    out.reserve(text.bytes);
    for (std::size_t at = 0; at < text.inside.size(); ++at) {
        if (text.inside[at] != '\\') {
            out += text.inside[at];
            continue;
        }
        ++at;
        if (text.inside[at] != 'u') {
            out += escape_bytes[escape_names.find(text.inside[at])];
            continue;
        }
        unsigned code = hex_value(text.inside.data() + at + 1);
        at += 4;
        if (code >= 0xD800 && code < 0xDC00) {
            code = 0x10000 + ((code - 0xD800) << 10) +
                   (hex_value(text.inside.data() + at + 3) - 0xDC00);
            at += 6;
        }
        append_utf8(out, code);
    }
    return out;
}

void append_quoted(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    for (const char byte : text) {
        const auto code = static_cast<unsigned char>(byte);
        if (byte == '"' || byte == '\\') {
            out += '\\';
            out += byte;
        } else if (code >= 0x20) {
            out += byte;
        } else if (const auto at = escape_bytes.find(byte); at != std::string_view::npos) {
            out += '\\';
            out += escape_names[at];
        } else {
            out += "\\u00";
            out += digits[code >> 4];
            out += digits[code & 15];
        }
    }
    out += '"';
}

JsonText JsonCursor::string() {
    if (peek() != '"') {
        stop();
        return {};
    }
    const char* const start = ++at_;
    JsonText text;
    std::size_t escaped = 0;  // Bytes that escapes take in the text, less what they stand for.
    while (true) {
        escaped += pass_simple(at_, end_);
        text.is_escaped = text.is_escaped || escaped > 0;
        at_ = plain_end(at_, end_);
        if (at_ == end_ || (*at_ != '"' && *at_ != '\\')) {
            stop();
            return {};
        }
        if (*at_ == '"') {
            break;
        }
        const char* const before = at_;
        std::size_t bytes = 0;
        if (!escape(bytes)) {
            return {};
        }
        text.is_escaped = true;
        escaped += static_cast<std::size_t>(at_ - before) - bytes;
    }
    text.inside = {start, static_cast<std::size_t>(at_ - start)};
    text.bytes = text.inside.size() - escaped;
    ++at_;
    return text;
}

/// Takes `\n`, `\u00e9` or a pair of surrogates; `bytes` is its length in UTF-8.
bool JsonCursor::escape(std::size_t& bytes) {
    ++at_;
    if (at_ == end_) {
        return stop();
    }
    if (*at_ == 'n' || *at_ == '"') {  // By far the most frequent ones.
        bytes = 1;
        ++at_;
        return true;
    }
    if (*at_ != 'u') {
        bytes = 1;
        return escape_names.find(*at_++) != std::string_view::npos || stop();
    }
    unsigned code = 0;
    if (!hex(code) || (code >= 0xDC00 && code < 0xE000)) {
        return stop();
    }
    bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    if (code >= 0xD800 && code < 0xDC00) {
        if (end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') {
            return stop();
        }
        ++at_;
        bytes = 4;
        return (hex(code) && code >= 0xDC00 && code < 0xE000) || stop();
    }
    return true;
}

/// Takes the `u` of an escape and its four digits.
bool JsonCursor::hex(unsigned& code) {
    if (end_ - at_ < 5) {
        return stop();
    }
    for (int place = 1; place < 5; ++place) {
        if (hex_digit(at_[place]) < 0) {
            return stop();
        }
    }
    code = hex_value(at_ + 1);
    at_ += 5;
    return true;
}

bool JsonCursor::number() {
    const auto digits = [this] {
        const char* const start = at_;
        while (at_ != end_ && is_digit(*at_)) {
            ++at_;
        }
        return at_ != start;
    };
    if (*at_ == '-') {
        ++at_;
    }
    if (at_ != end_ && *at_ == '0') {
        ++at_;
    } else if (!digits()) {
        return stop();
    }
    if (at_ != end_ && *at_ == '.') {
        ++at_;
        if (!digits()) {
            return stop();
        }
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
        ++at_;
        if (at_ != end_ && (*at_ == '+' || *at_ == '-')) {
            ++at_;
        }
        return digits() || stop();
    }
    return true;
}

bool JsonCursor::word(std::string_view expected) {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(expected)) {
        return stop();
    }
    at_ += expected.size();
    return true;
}

bool JsonCursor::scalar() {
    switch (peek()) {
        case '"':
            string();
            return !failed_;
        case 't':
            return word("true");
        case 'f':
            return word("false");
        case 'n':
            return word("null");
        case '\0':
            return stop();
        default:
            return number();
    }
}

std::string_view JsonCursor::skip() {
    const char first = peek();
    const char* const start = at_;
    if (first != '{' && first != '[') {
        return scalar() ? std::string_view(start, static_cast<std::size_t>(at_ - start))
                        : std::string_view();
    }
    std::bitset<depth_max> is_object;
    std::size_t depth = 0;
    JsonText key;
    do {
        const char byte = peek();
        if (byte == '{' || byte == '[') {
            if (depth == depth_max) {
                stop();
                return {};
            }
            open(byte);
            is_object[depth++] = byte == '{';
        } else {
            scalar();
        }
        while (depth > 0 && !(is_object[depth - 1] ? next_member(key) : next_element())) {
            --depth;
        }
    } while (depth > 0);
    return failed_ ? std::string_view() : std::string_view(start, at_);
}

}  // namespace orrery::dialect
