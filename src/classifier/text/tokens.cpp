#include "classifier/text/tokens.h"

#include "classifier/text/script.h"

namespace orrery::classifier {
namespace {

constexpr std::size_t marks_max = 4;

enum class Sort { space, letter, unspaced, digit, mark };

Sort look_up_sort(char32_t c) {
    if (c >= '0' && c <= '9') {
        return Sort::digit;
    }
    if (c <= ' ' || c == 0x7F || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200F) ||
        c == 0xFEFF) {
        return Sort::space;
    }
    const Script script = script_of(c);
    return script == Script::none ? Sort::mark
           : is_unspaced(script)  ? Sort::unspaced
                                  : Sort::letter;
}

Sort sort_of(char32_t c) {
    static const auto ascii = [] {
        std::array<Sort, 128> sorts{};
        for (char32_t each = 0; each < sorts.size(); ++each) {
            sorts[each] = look_up_sort(each);
        }
        return sorts;
    }();
    return c < ascii.size() ? ascii[c] : look_up_sort(c);
}

bool is_apostrophe(char32_t c) {
    return c == '\'' || c == 0x2019;
}

/// Returns the end of the token that begins at `begin` with a glyph of the sort.
std::size_t end_of(const Glyphs& glyphs, std::size_t begin, Sort sort) {
    const auto at = [&](std::size_t i) { return glyphs.code_points[i]; };
    const auto sort_at = [&](std::size_t i) {
        return i < glyphs.count ? sort_of(at(i)) : Sort::space;
    };
    std::size_t end = begin + 1;
    for (; end < glyphs.count; ++end) {
        const Sort next = sort_of(at(end));
        bool inside = next == sort;
        if (sort == Sort::letter) {
            inside = inside || next == Sort::digit ||
                     (is_apostrophe(at(end)) && sort_at(end + 1) == Sort::letter);
        } else if (sort == Sort::digit) {
            inside =
                inside || ((at(end) == '.' || at(end) == ',') && sort_at(end + 1) == Sort::digit);
        } else if (sort == Sort::mark) {
            inside = inside && end - begin < marks_max;
        }
        if (!inside) {
            break;
        }
    }
    return end;
}

}  // namespace

void Tokens::read(const Glyphs& glyphs) {
    count = 0;
    for (std::size_t begin = 0; begin < glyphs.count;) {
        const Sort sort = sort_of(glyphs.code_points[begin]);
        if (sort == Sort::space) {
            ++begin;
            continue;
        }
        const std::size_t end = end_of(glyphs, begin, sort);
        all[count++] = {static_cast<std::uint16_t>(begin), static_cast<std::uint16_t>(end),
                        sort == Sort::letter     ? TokenKind::word
                        : sort == Sort::unspaced ? TokenKind::unspaced
                        : sort == Sort::digit    ? TokenKind::number
                                                 : TokenKind::mark};
        begin = end;
    }
}

std::size_t words_in(const Tokens& tokens) {
    std::size_t words = 0;
    for (const Token& token : tokens.span()) {
        if (token.kind == TokenKind::unspaced) {
            words += (static_cast<std::size_t>(token.end - token.begin) + 1) / 2;
        } else if (token.kind != TokenKind::mark) {
            ++words;
        }
    }
    return words;
}

}  // namespace orrery::classifier
