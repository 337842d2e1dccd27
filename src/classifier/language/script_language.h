#pragma once

#include <optional>
#include <string_view>

#include "classifier/language/language.h"

namespace orrery::classifier {

/// Answers where most letters are of a script that one language in practice has for itself: Thai,
/// Hangul, kana, Hebrew, Greek, Armenian, Georgian, Tamil, Telugu, Kannada, Malayalam, Sinhala,
/// Lao, Burmese, Khmer, Gujarati, Gurmukhi. A tenth of kana among Han is Japanese.
[[nodiscard]] std::optional<LanguageGuess> language_of_script(std::string_view text);

}  // namespace orrery::classifier
