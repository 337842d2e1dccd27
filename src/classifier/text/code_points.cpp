#include "classifier/text/code_points.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace orrery::classifier {
namespace {

/// Returns how many bytes follow a lead byte beyond ASCII, or -1 for a byte that leads nothing.
int continuation_bytes(unsigned char lead) {
    return lead < 0xC2 ? -1 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : lead < 0xF5 ? 3 : -1;
}

bool is_scalar(char32_t code_point, int bytes) {
    constexpr std::array<char32_t, 4> least{0, 0x80, 0x800, 0x10000};
    const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
    return code_point >= least[static_cast<std::size_t>(bytes)] && code_point <= 0x10FFFF &&
           !surrogate;
}

/// Returns how much of the front is ASCII, a whole number of eight bytes, not more than `most`.
std::size_t ascii_front(std::string_view text, std::size_t most) {
    std::size_t size = 0;
    for (std::uint64_t eight = 0; size + sizeof eight <= std::min(most, text.size());
         size += sizeof eight) {
        std::memcpy(&eight, text.data() + size, sizeof eight);
        if ((eight & 0x8080808080808080U) != 0) {
            break;
        }
    }
    return size;
}

}  // namespace

char32_t take_wide_code_point(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const int bytes = continuation_bytes(lead);
    if (bytes < 0 || text.size() <= static_cast<std::size_t>(bytes)) {
        text.remove_prefix(1);
        return replacement_character;
    }
    char32_t code_point = lead & (0x3FU >> bytes);
    for (int i = 1; i <= bytes; ++i) {
        const auto byte = static_cast<unsigned char>(text[static_cast<std::size_t>(i)]);
        if ((byte & 0xC0U) != 0x80U) {
            text.remove_prefix(1);
            return replacement_character;
        }
        code_point = code_point << 6U | (byte & 0x3FU);
    }
    if (!is_scalar(code_point, bytes)) {
        text.remove_prefix(1);
        return replacement_character;
    }
    text.remove_prefix(static_cast<std::size_t>(bytes) + 1);
    return code_point;
}

void append_code_point(std::string& text, char32_t code_point) {
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000)) {
        code_point = replacement_character;
    }
    const auto trail = [&](unsigned shift) {
        text += static_cast<char>(0x80U | (code_point >> shift & 0x3FU));
    };
    if (code_point < 0x80) {
        text += static_cast<char>(code_point);
    } else if (code_point < 0x800) {
        text += static_cast<char>(0xC0U | code_point >> 6U);
        trail(0);
    } else if (code_point < 0x10000) {
        text += static_cast<char>(0xE0U | code_point >> 12U);
        trail(6);
        trail(0);
    } else {
        text += static_cast<char>(0xF0U | code_point >> 18U);
        trail(12);
        trail(6);
        trail(0);
    }
}

std::string_view first_code_points(std::string_view text, std::size_t count) {
    if (text.size() <= count) {
        return text;
    }
    std::string_view rest = text;
    while (count > 0 && !rest.empty()) {
        const std::size_t plain = ascii_front(rest, count);
        rest.remove_prefix(plain);
        count -= plain;
        if (plain == 0) {
            (void)take_code_point(rest);
            --count;
        }
    }
    return text.substr(0, text.size() - rest.size());
}

std::string valid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const std::size_t plain = ascii_front(text, text.size());
        valid += text.substr(0, plain);
        text.remove_prefix(plain);
        if (plain == 0) {
            append_code_point(valid, take_code_point(text));
        }
    }
    return valid;
}

char32_t folded(char32_t c) {
    if (c < 0x80) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    if (c < 0x180) {
        if (c < 0x100) {
            return c >= 0xC0 && c <= 0xDE && c != 0xD7 ? c + 32 : c;
        }
        if (c == 0x130) {
            return 'i';
        }
        const bool odd_is_upper = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
        return (c % 2 == 1) == odd_is_upper && c != 0x138 && c != 0x149 && c != 0x17F ? c + 1 : c;
    }
    if (c >= 0x391 && c <= 0x3A9) {
        return c + 32;
    }
    if (c >= 0x400 && c <= 0x42F) {
        return c < 0x410 ? c + 80 : c + 32;
    }
    if (c >= 0x460 && c <= 0x4FF && (c < 0x482 || c > 0x48A) && (c < 0x4C0 || c > 0x4CF)) {
        return c % 2 == 0 ? c + 1 : c;
    }
    if (c >= 0x531 && c <= 0x556) {
        return c + 48;
    }
    if (c >= 0x1E00 && c <= 0x1EFF) {  // Vietnamese and other doubly accented Latin.
        return c % 2 == 0 && (c < 0x1E96 || c > 0x1E9F) ? c + 1 : c;
    }
    if (c >= 0xFF01 && c <= 0xFF5E) {
        return folded(c - 0xFEE0);
    }
    return c;
}

void Glyphs::read(std::string_view text) {
    count = 0;
    while (count < code_points_max && !text.empty()) {
        code_points[count++] = folded(take_code_point(text));
    }
}

}  // namespace orrery::classifier
