#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace orrery::classifier {

/// How much of a prompt is looked at, as the study does.
inline constexpr std::size_t code_points_max = 1000;

inline constexpr char32_t replacement_character = 0xFFFD;

/// Takes one code point off the front of UTF-8. A byte that begins none gives U+FFFD and is taken
/// alone. REQUIRES: text is not empty.
[[nodiscard]] inline char32_t take_code_point(std::string_view& text);

/// The same for a front that is no ASCII.
[[nodiscard]] char32_t take_wide_code_point(std::string_view& text);

inline char32_t take_code_point(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead >= 0x80) {
        return take_wide_code_point(text);
    }
    text.remove_prefix(1);
    return lead;
}

/// Appends a code point as UTF-8; a surrogate or one beyond Unicode becomes U+FFFD.
void append_code_point(std::string& text, char32_t code_point);

/// Returns the longest prefix of at most `count` code points; what is no UTF-8 counts a byte each.
[[nodiscard]] std::string_view first_code_points(std::string_view text, std::size_t count);

/// Returns the text with every byte that is no UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// Returns the lower-case form of Latin, Greek, Cyrillic and Armenian letters and the plain form of
/// full-width ones; any other code point as it is. Accents stay.
[[nodiscard]] char32_t folded(char32_t code_point);

/// The first code points of a text, folded, in place: nothing is allocated.
struct Glyphs {
    std::array<char32_t, code_points_max> code_points;
    std::size_t count = 0;

    /// Reads at most code_points_max; a longer text is cut.
    void read(std::string_view text);
};

}  // namespace orrery::classifier
