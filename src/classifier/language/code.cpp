#include "classifier/language/code.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>

#include "classifier/language/code_marks.h"
#include "classifier/text/code_points.h"

namespace orrery::classifier {
namespace {

constexpr int points_min = 4;         ///< Less says nothing.
constexpr std::size_t times_max = 3;  ///< How often one mark counts.

/// Names that fences use, and what they stand for; a name that is a language's own needs no row.
struct Alias {
    std::string_view name;
    std::string_view language;
};
constexpr std::array aliases{
    Alias{"py", "python"},      Alias{"python3", "python"},    Alias{"js", "javascript"},
    Alias{"jsx", "javascript"}, Alias{"node", "javascript"},   Alias{"ts", "typescript"},
    Alias{"tsx", "typescript"}, Alias{"cpp", "c++"},           Alias{"cxx", "c++"},
    Alias{"cc", "c++"},         Alias{"hpp", "c++"},           Alias{"cs", "c#"},
    Alias{"csharp", "c#"},      Alias{"sh", "bash"},           Alias{"shell", "bash"},
    Alias{"zsh", "bash"},       Alias{"console", "bash"},      Alias{"rb", "ruby"},
    Alias{"rs", "rust"},        Alias{"golang", "go"},         Alias{"kt", "kotlin"},
    Alias{"ps1", "powershell"}, Alias{"yml", "yaml"},          Alias{"htm", "html"},
    Alias{"xml", "html"},       Alias{"scss", "css"},          Alias{"hs", "haskell"},
    Alias{"ex", "elixir"},      Alias{"docker", "dockerfile"}, Alias{"postgresql", "sql"},
    Alias{"mysql", "sql"},      Alias{"sqlite", "sql"},        Alias{"pl", "perl"},
    Alias{"m", "matlab"},       Alias{"jl", "julia"},          Alias{"tex", "latex"}};

/// Returns the language that the first named fence names, or nothing.
std::string_view fenced_language(std::string_view text) {
    for (auto at = text.find("```"); at != std::string_view::npos; at = text.find("```", at + 3)) {
        const auto rest = text.substr(at + 3, 20);
        const auto end = std::min(rest.find_first_of(" \t\r\n{"), rest.size());
        std::string name(rest.substr(0, end));
        std::ranges::transform(name, name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        const auto alias = std::ranges::find(aliases, name, &Alias::name);
        if (alias != aliases.end()) {
            return alias->language;
        }
        const auto own = std::ranges::find(code_marks(), name, &CodeMark::language);
        if (own != code_marks().end()) {
            return own->language;
        }
    }
    return {};
}

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Counts a mark where it does not stand inside a longer word.
std::size_t times(std::string_view text, std::string_view mark) {
    std::size_t found = 0;
    for (auto at = text.find(mark); at != std::string_view::npos && found < times_max;
         at = text.find(mark, at + mark.size())) {
        const auto end = at + mark.size();
        const bool inside = (at > 0 && is_word(mark.front()) && is_word(text[at - 1])) ||
                            (end < text.size() && is_word(mark.back()) && is_word(text[end]));
        found += inside ? 0 : 1;
    }
    return found;
}

struct Score {
    std::string_view language;
    int points = 0;
};

}  // namespace

CodeGuess guess_code(std::string_view text) {
    text = first_code_points(text, code_points_max);
    if (const auto named = fenced_language(text); !named.empty()) {
        return {std::string(named), 1};
    }
    std::array<Score, 40> scores{};
    for (const CodeMark& mark : code_marks()) {
        const auto slot = std::ranges::find_if(scores, [&](const Score& score) {
            return score.language.empty() || score.language == mark.language;
        });
        if (slot != scores.end()) {
            slot->language = mark.language;
            slot->points += mark.points * static_cast<int>(times(text, mark.text));
        }
    }
    std::ranges::stable_sort(scores, std::greater(), &Score::points);
    if (scores[0].points < points_min) {
        return {};
    }
    return {std::string(scores[0].language),
            1 - static_cast<double>(std::max(scores[1].points, 0)) / (2.0 * scores[0].points)};
}

}  // namespace orrery::classifier
