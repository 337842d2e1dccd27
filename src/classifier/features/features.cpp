#include "classifier/features/features.h"

#include <algorithm>

#include "base/check.h"
#include "classifier/features/hashing.h"
#include "classifier/features/shape.h"

namespace orrery::classifier {
namespace {

constexpr std::size_t first_words = 6;
constexpr std::size_t first_unspaced_glyphs = 8;
constexpr std::size_t word_glyphs_max =
    32;                                  ///< Of a longer word, a hash or base64, the front counts.
constexpr char32_t word_end = 0x110000;  ///< No code point: marks where a word ends.

}  // namespace

FeatureExtractor::FeatureExtractor(unsigned bucket_bits)
    : shift_(64 - bucket_bits), seen_((std::size_t{groups} << bucket_bits) / 64) {
    ORRERY_CHECK(bucket_bits >= 8 && bucket_bits <= 24, "buckets are 2^8 to 2^24");
    for (auto& buckets : features_) {
        buckets.reserve(4 * code_points_max);
    }
}

void FeatureExtractor::clear() {
    const auto bits = static_cast<std::size_t>(64 - shift_);
    for (std::size_t group = 0; group < groups; ++group) {
        for (const std::uint32_t bucket : features_[group]) {
            seen_[((group << bits) + bucket) / 64] = 0;
        }
        features_[group].clear();
    }
}

/// Adds a feature; false if it is there already.
bool FeatureExtractor::add(Group group, std::uint64_t hash) {
    const auto at = static_cast<std::size_t>(group);
    const auto bucket = static_cast<std::uint32_t>(hash * 0xD6E8FEB86659FD93U >> shift_);
    const std::size_t bit = (at << (64U - shift_)) + bucket;
    const std::uint64_t mask = std::uint64_t{1} << (bit % 64);
    if ((seen_[bit / 64] & mask) != 0) {
        return false;
    }
    seen_[bit / 64] |= mask;
    features_[at].push_back(bucket);
    return true;
}

std::uint64_t FeatureExtractor::hash(std::uint64_t seed, std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i) {
        seed = mixed(seed, glyphs_.code_points[i]);
    }
    return seed;
}

/// Adds a word, its pieces of 3 to 5 glyphs between its ends, and its place if it comes first. A
/// word that came before has its pieces already.
void FeatureExtractor::add_word(const Token& token, bool first) {
    const std::size_t begin = token.begin;
    const std::size_t end = std::min<std::size_t>(token.end, begin + word_glyphs_max);
    if (first) {
        add(Group::word, hash(seeded(Seed::first), begin, end));
    }
    if (!add(Group::word, hash(seeded(Seed::word), begin, end)) || end - begin < 2) {
        return;
    }
    const auto glyph = [&](std::size_t i) {
        return i == begin || i == end + 1 ? word_end : glyphs_.code_points[i - 1];
    };
    for (std::size_t start = begin; start + 2 <= end + 1; ++start) {
        std::uint64_t piece = mixed(mixed(seeded(Seed::piece), glyph(start)), glyph(start + 1));
        for (std::size_t i = start + 2; i <= std::min(start + 4, end + 1); ++i) {
            piece = mixed(piece, glyph(i));
            add(Group::piece, piece);
        }
    }
}

/// Adds the n-grams of a run without spaces: pairs and triples stand for words.
void FeatureExtractor::add_unspaced(const Token& token, std::size_t first_glyphs) {
    for (std::size_t start = token.begin; start < token.end; ++start) {
        std::uint64_t gram = seeded(Seed::unspaced);
        for (std::size_t i = start; i < std::min<std::size_t>(start + 5, token.end); ++i) {
            gram = mixed(gram, glyphs_.code_points[i]);
            const std::size_t length = i - start + 1;
            add(length == 2 || length == 3 ? Group::word : Group::piece, gram);
            if (length == 2 && start - token.begin < first_glyphs) {
                add(Group::word, mixed(seeded(Seed::unspaced_first), gram));
            }
        }
    }
}

void FeatureExtractor::add_marks(const Token& token) {
    add(Group::shape, hash(seeded(Seed::marks), token.begin, token.end));
}

const Features& FeatureExtractor::extract(std::string_view text) {
    clear();
    glyphs_.read(text);
    tokens_.read(glyphs_);
    std::size_t words = 0;
    std::uint64_t before = 0;
    for (const Token& token : tokens_.span()) {
        if (token.kind == TokenKind::mark) {
            add_marks(token);
            continue;
        }
        if (token.kind == TokenKind::unspaced) {
            add_unspaced(token, words < first_words ? first_unspaced_glyphs : 0);
            words += static_cast<std::size_t>(token.end - token.begin + 1) / 2;
            before = 0;
            continue;
        }
        std::uint64_t word = seeded(Seed::number);
        if (token.kind == TokenKind::number) {
            word = mixed(word, std::min<std::uint64_t>(token.end - token.begin, 6));
            add(Group::shape, word);
        } else {
            add_word(token, words < first_words);
            word = hash(seeded(Seed::word), token.begin, token.end);
        }
        if (before != 0) {
            add(Group::word, mixed(mixed(seeded(Seed::pair), before), word));
        }
        before = word;
        ++words;
    }
    add_shapes(glyphs_, tokens_, [this](std::uint64_t shape) {
        add(Group::shape, mixed(seeded(Seed::shape), shape));
    });
    return features_;
}

const Features& FeatureExtractor::extract_token(const Token& token) {
    clear();
    if (token.kind == TokenKind::unspaced) {
        add_unspaced(token, 0);
    } else if (token.kind == TokenKind::word) {
        add_word(token, false);
    }
    return features_;
}

}  // namespace orrery::classifier
