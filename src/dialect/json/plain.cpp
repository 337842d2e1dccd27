#include "dialect/json/plain.h"

#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace orrery::dialect {
namespace {

constexpr std::uint64_t each_byte = 0x0101010101010101ULL;
constexpr std::uint64_t high_bits = 0x8080808080808080ULL;
static_assert(std::endian::native == std::endian::little, "the low end of a word comes first");

/// Finds the bytes among eight that end a run of plain text: a quote, a backslash, a control
/// character. The zero-byte test is Mycroft's, (x - 0x01…) & ~x & 0x80…: what it marks first, from
/// the low end, is never wrong.
std::uint64_t specials(std::uint64_t word) {
    const std::uint64_t quote = word ^ (each_byte * '"');
    const std::uint64_t slash = word ^ (each_byte * '\\');
    const std::uint64_t found = ((quote - each_byte) & ~quote) | ((slash - each_byte) & ~slash) |
                                ((word - each_byte * 0x20) & ~word);
    return found & high_bits;
}

#ifdef __SSE2__
/// Does the same for sixteen bytes: a bit for each, and control characters are found as those that
/// the greatest of 0x1F and itself leaves at 0x1F.
unsigned specials16(const char* at) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i control = _mm_set1_epi8(0x1F);
    const __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                                    _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))),
                                       _mm_cmpeq_epi8(_mm_max_epu8(bytes, control), control));
    return static_cast<unsigned>(_mm_movemask_epi8(found));
}
#endif

}  // namespace

const char* plain_end(const char* at, const char* end) {
#ifdef __SSE2__
    for (; end - at >= 16; at += 16) {
        if (const unsigned found = specials16(at); found != 0) {
            return at + std::countr_zero(found);
        }
    }
#endif
    for (; end - at >= 8; at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        if (const std::uint64_t found = specials(word); found != 0) {
            return at + std::countr_zero(found) / 8;
        }
    }
    while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) {
        ++at;
    }
    return at;
}

std::size_t pass_simple(const char*& at, const char* end) {
    std::size_t escapes = 0;
#ifdef __SSE2__
    constexpr int block = 16;
    while (end - at > block) {
        int length = block;
        for (unsigned found = specials16(at); found != 0;) {
            const int place = std::countr_zero(found);
            const char next = at[place + 1];
            if (at[place] != '\\' || (next != 'n' && next != '"')) {
                at += place;
                return escapes;
            }
            ++escapes;
            found &= ~(3U << static_cast<unsigned>(place));
            length = place == block - 1 ? block + 1 : block;
        }
        at += length;
    }
#endif
    return escapes;
}

}  // namespace orrery::dialect
