#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "classifier/text/code_points.h"

namespace orrery::classifier {

enum class TokenKind : std::uint8_t {
    word,      ///< Letters of a script with spaces, with digits and apostrophes inside.
    number,    ///< Digits, with points and commas inside.
    unspaced,  ///< A run of Han, kana, Thai, Lao, Khmer or Burmese.
    mark,      ///< At most four marks or symbols in a row.
};

struct Token {
    std::uint16_t begin = 0;  ///< Position of the first glyph.
    std::uint16_t end = 0;    ///< One past the last.
    TokenKind kind = TokenKind::mark;
};

/// The tokens of some glyphs, in place: nothing is allocated.
struct Tokens {
    std::array<Token, code_points_max> all;
    std::size_t count = 0;

    void read(const Glyphs& glyphs);
    [[nodiscard]] std::span<const Token> span() const { return {all.data(), count}; }
};

/// Counts what a reader would call words: a word or number is one, two unspaced characters are.
[[nodiscard]] std::size_t words_in(const Tokens& tokens);

}  // namespace orrery::classifier
