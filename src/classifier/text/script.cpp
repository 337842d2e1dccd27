#include "classifier/text/script.h"

#include <algorithm>
#include <array>

namespace orrery::classifier {
namespace {

struct Range {
    char32_t last;
    Script script;  ///< Of everything after the range before, up to `last`.
};

/// Blocks of Unicode 15, joined where neighbours agree.
constexpr std::array ranges{
    Range{0x00A9, Script::none},       Range{0x00AA, Script::latin},
    Range{0x00B4, Script::none},       Range{0x00B5, Script::latin},
    Range{0x00B9, Script::none},       Range{0x00BA, Script::latin},
    Range{0x00BF, Script::none},       Range{0x00D6, Script::latin},
    Range{0x00D7, Script::none},       Range{0x00F6, Script::latin},
    Range{0x00F7, Script::none},       Range{0x02AF, Script::latin},
    Range{0x02FF, Script::none},       Range{0x036F, Script::other},
    Range{0x03FF, Script::greek},      Range{0x052F, Script::cyrillic},
    Range{0x058F, Script::armenian},   Range{0x05FF, Script::hebrew},
    Range{0x0605, Script::none},       Range{0x060B, Script::none},
    Range{0x061F, Script::none},       Range{0x065F, Script::arabic},
    Range{0x066D, Script::none},       Range{0x06D3, Script::arabic},
    Range{0x06D4, Script::none},       Range{0x08FF, Script::arabic},
    Range{0x0963, Script::devanagari}, Range{0x096F, Script::none},
    Range{0x097F, Script::devanagari}, Range{0x09FF, Script::bengali},
    Range{0x0A7F, Script::gurmukhi},   Range{0x0AFF, Script::gujarati},
    Range{0x0B7F, Script::other},      Range{0x0BFF, Script::tamil},
    Range{0x0C7F, Script::telugu},     Range{0x0CFF, Script::kannada},
    Range{0x0D7F, Script::malayalam},  Range{0x0DFF, Script::sinhala},
    Range{0x0E7F, Script::thai},       Range{0x0EFF, Script::lao},
    Range{0x0FFF, Script::other},      Range{0x109F, Script::burmese},
    Range{0x10FF, Script::georgian},   Range{0x11FF, Script::hangul},
    Range{0x177F, Script::other},      Range{0x17FF, Script::khmer},
    Range{0x1C7F, Script::other},      Range{0x1CBF, Script::georgian},
    Range{0x1CFF, Script::other},      Range{0x1EFF, Script::latin},
    Range{0x1FFF, Script::greek},      Range{0x2C5F, Script::none},
    Range{0x2C7F, Script::latin},      Range{0x2DDF, Script::other},
    Range{0x2DFF, Script::cyrillic},   Range{0x3004, Script::none},
    Range{0x3007, Script::han},        Range{0x3040, Script::none},
    Range{0x30FF, Script::kana},       Range{0x312F, Script::other},
    Range{0x318F, Script::hangul},     Range{0x31EF, Script::other},
    Range{0x31FF, Script::kana},       Range{0x33FF, Script::none},
    Range{0x4DBF, Script::han},        Range{0x4DFF, Script::none},
    Range{0x9FFF, Script::han},        Range{0xA4CF, Script::other},
    Range{0xA63F, Script::other},      Range{0xA69F, Script::cyrillic},
    Range{0xA71F, Script::other},      Range{0xA7FF, Script::latin},
    Range{0xABFF, Script::other},      Range{0xD7FF, Script::hangul},
    Range{0xF8FF, Script::none},       Range{0xFAFF, Script::han},
    Range{0xFB1C, Script::latin},      Range{0xFB4F, Script::hebrew},
    Range{0xFDFF, Script::arabic},     Range{0xFE6F, Script::none},
    Range{0xFEFE, Script::arabic},     Range{0xFF64, Script::none},
    Range{0xFF9F, Script::kana},       Range{0xFFDC, Script::hangul},
    Range{0xFFFF, Script::none},       Range{0x1F000, Script::other},
    Range{0x1FFFF, Script::none},      Range{0x3FFFF, Script::han},
    Range{0x10FFFF, Script::none},
};
static_assert(std::ranges::is_sorted(ranges, {}, &Range::last));

}  // namespace

Script script_of(char32_t c) {
    if (c < 0x80) {
        const char32_t lower = c | 0x20U;
        return lower >= 'a' && lower <= 'z' ? Script::latin : Script::none;
    }
    if (c >= 0x4E00 && c <= 0x9FFF) {
        return Script::han;
    }
    const auto found = std::ranges::lower_bound(ranges, c, {}, &Range::last);
    return found == ranges.end() ? Script::none : found->script;
}

}  // namespace orrery::classifier
