#pragma once

#include <string>
#include <string_view>

namespace orrery::classifier {

/// The programming language of code in a text.
struct CodeGuess {
    std::string language;   ///< "python", "c++", "bash" ...; empty where there is no code.
    double confidence = 0;  ///< 0 to 1: the lead over the second best; 1 where a fence names it.
};

/// Looks for code in the first code_points_max code points: the word after a ``` decides if it
/// names a language, else a table of what is written only in some languages. Safe for any bytes.
[[nodiscard]] CodeGuess guess_code(std::string_view text);

}  // namespace orrery::classifier
