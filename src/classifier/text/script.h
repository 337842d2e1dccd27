#pragma once

namespace orrery::classifier {

/// Writing systems, as far as words and languages need them apart.
enum class Script {
    none,  ///< Digits, punctuation, symbols, space.
    latin,
    greek,
    cyrillic,
    armenian,
    hebrew,
    arabic,
    devanagari,
    bengali,
    gurmukhi,
    gujarati,
    tamil,
    telugu,
    kannada,
    malayalam,
    sinhala,
    thai,
    lao,
    burmese,
    georgian,
    hangul,
    khmer,
    kana,
    han,
    other,  ///< Letters of any other script.
};

/// Returns the script of a letter or mark; Script::none for whatever is neither.
[[nodiscard]] Script script_of(char32_t code_point);

/// Tells whether a script writes without spaces, so that n-grams stand for words.
[[nodiscard]] constexpr bool is_unspaced(Script script) {
    return script == Script::han || script == Script::kana || script == Script::thai ||
           script == Script::lao || script == Script::burmese || script == Script::khmer;
}

}  // namespace orrery::classifier
