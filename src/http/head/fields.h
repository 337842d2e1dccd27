#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "http/head.h"

/// What the request parser and the response parser have in common.
namespace orrery::http::detail {

/// The bytes of a token (RFC 9110, 5.6.2).
constexpr std::array<bool, 256> token_bytes = [] {
    std::array<bool, 256> table{};
    for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789"
                                         "abcdefghijklmnopqrstuvwxyz"
                                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
        table[static_cast<unsigned char>(c)] = true;
    }
    return table;
}();

/// The bytes of a field value (RFC 9110, 5.5): visible ones, space, tab and those above ASCII.
constexpr std::array<bool, 256> value_bytes = [] {
    std::array<bool, 256> table{};
    for (std::size_t byte = 0x20; byte < 256; ++byte) {
        table[byte] = byte != 0x7F;
    }
    table['\t'] = true;
    return table;
}();

/// Returns what a hexadecimal digit stands for; -1 for any other byte.
[[nodiscard]] int hex_value(char c);

[[nodiscard]] inline bool all_of(std::string_view text, const std::array<bool, 256>& table) {
    for (const char c : text) {
        if (!table[static_cast<unsigned char>(c)]) {
            return false;
        }
    }
    return true;
}

/// One CRLF-ended line after another out of a head that may not have come whole.
struct Lines {
    std::string_view bytes;
    std::size_t bytes_max;
    std::size_t at = 0;

    /// Takes the next line, without its CRLF. A verdict does not depend on what follows the line,
    /// so any cutting of a head leads to the same.
    [[nodiscard]] Parsed next(std::string_view& line);
};

/// What the framing fields said, while the fields are read.
struct Seen {
    std::size_t hosts = 0;
    std::size_t lengths = 0;
    std::size_t codings = 0;
    bool is_chunked = false;
    bool has_other_coding = false;
    bool says_close = false;
    bool says_keep_alive = false;
    bool is_length_valid = true;
    bool is_host_valid = true;
    bool expects_continue = false;
};

/// Reads all fields up to the empty line, and what they say of the framing.
[[nodiscard]] Parsed parse_fields(Lines& lines, const HeadLimits& limits, Head& head, Seen& seen);

}  // namespace orrery::http::detail
