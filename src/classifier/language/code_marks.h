#pragma once

#include <span>
#include <string_view>

namespace orrery::classifier {

/// Something that is written in one programming language and few others.
struct CodeMark {
    std::string_view language;  ///< As fences name it: "python", "c++", "bash".
    std::string_view text;      ///< Stands between what are no letters of a word.
    int points = 1;             ///< 1 says little, 5 almost decides.
};

/// Lists the marks, language by language.
[[nodiscard]] std::span<const CodeMark> code_marks();

}  // namespace orrery::classifier
