#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "classifier/text/code_points.h"
#include "classifier/text/tokens.h"

namespace orrery::classifier {

/// What a feature was made of. Each group is scaled by its own size, so that the many pieces of a
/// long word do not drown the word.
enum class Group : std::uint8_t {
    word,   ///< Words, pairs of words, words among the first six, pairs and triples of Han.
    piece,  ///< 3 to 5 letters of a word with its ends, 1 to 5 characters of unspaced scripts.
    shape,  ///< Marks in a row, and what the text looks like: code, tables, questions, length.
};
inline constexpr std::size_t groups = 3;

/// The features of one text: the numbers of their hash buckets, each once in its group.
using Features = std::array<std::vector<std::uint32_t>, groups>;

/// Turns texts into features. Looks at the first code_points_max code points, so that the work is
/// bounded for any input; invalid UTF-8 counts as U+FFFD. Keeps its memory from text to text: one
/// extractor a thread.
class FeatureExtractor {
public:
    /// REQUIRES: 8 <= bucket_bits <= 24; there are 2^bucket_bits buckets.
    explicit FeatureExtractor(unsigned bucket_bits);

    /// Returns the features, which stay until the next call.
    const Features& extract(std::string_view text);

    /// Returns the features of one token of the last text taken by itself.
    const Features& extract_token(const Token& token);

    [[nodiscard]] const Glyphs& glyphs() const { return glyphs_; }
    [[nodiscard]] const Tokens& tokens() const { return tokens_; }

private:
    void clear();
    bool add(Group group, std::uint64_t hash);
    void add_word(const Token& token, bool first);
    void add_unspaced(const Token& token, std::size_t first_glyphs);
    void add_marks(const Token& token);
    [[nodiscard]] std::uint64_t hash(std::uint64_t seed, std::size_t begin, std::size_t end) const;

    unsigned shift_;
    std::vector<std::uint64_t> seen_;  ///< A bit for each bucket and group.
    Features features_;
    Glyphs glyphs_;
    Tokens tokens_;
};

}  // namespace orrery::classifier
