#include "classifier/language/code.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <vector>

#include "classifier/language/code_marks.h"
#include "classifier/text/code_points.h"

namespace orrery::classifier {
namespace {

constexpr int points_min = 4;           ///< Less says nothing.
constexpr std::uint32_t times_max = 3;  ///< How often one mark counts.

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
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// The marks in the order of their first two characters, and where each such pair begins, so that
/// one pass over a text compares only what may begin there.
class MarkIndex {
public:
    MarkIndex() {
        for (const CodeMark& mark : code_marks()) {
            const auto known = std::ranges::find(languages_, mark.language);
            marks_.push_back(
                {mark.text, mark.points, static_cast<std::size_t>(known - languages_.begin())});
            if (known == languages_.end()) {
                languages_.push_back(mark.language);
            }
        }
        std::ranges::stable_sort(marks_, {}, [](const Mark& mark) { return pair_of(mark.text); });
        for (std::size_t i = marks_.size(); i > 0; --i) {
            begins_[pair_of(marks_[i - 1].text)] = static_cast<std::uint16_t>(i);
        }
    }

    /// Returns the points of each language: marks count where they do not stand inside a longer
    /// word, times_max times at most.
    [[nodiscard]] std::vector<int> points(std::string_view text) const {
        std::vector<int> points(languages_.size(), 0);
        std::vector<Seen> seen(marks_.size());
        for (std::size_t at = 0; at + 1 < text.size(); ++at) {
            const std::string_view rest = text.substr(at);
            const std::size_t pair = pair_of(rest);
            if (pair == no_pair || begins_[pair] == 0 ||
                (at > 0 && is_word(text[at]) && is_word(text[at - 1]))) {
                continue;
            }
            for (std::size_t i = begins_[pair] - 1U;
                 i < marks_.size() && pair_of(marks_[i].text) == pair; ++i) {
                const Mark& mark = marks_[i];
                if (at < seen[i].end || seen[i].times == times_max ||
                    !rest.starts_with(mark.text)) {
                    continue;
                }
                seen[i].end = static_cast<std::uint32_t>(at + mark.text.size());
                if (seen[i].end == text.size() || !is_word(mark.text.back()) ||
                    !is_word(text[seen[i].end])) {
                    ++seen[i].times;
                    points[mark.language] += mark.points;
                }
            }
        }
        return points;
    }

    [[nodiscard]] std::string_view language(std::size_t at) const { return languages_[at]; }

private:
    struct Mark {
        std::string_view text;
        int points = 0;
        std::size_t language = 0;
    };
    struct Seen {
        std::uint32_t end = 0;  ///< One past where it was found last.
        std::uint32_t times = 0;
    };
    static constexpr std::size_t ascii = 128;
    static constexpr std::size_t no_pair = ascii * ascii;

    /// REQUIRES: two characters or more.
    static std::size_t pair_of(std::string_view text) {
        const auto first = static_cast<unsigned char>(text[0]);
        const auto second = static_cast<unsigned char>(text[1]);
        return first < ascii && second < ascii ? first * ascii + second : no_pair;
    }

    std::vector<std::string_view> languages_;
    std::vector<Mark> marks_;
    std::array<std::uint16_t, no_pair + 1> begins_{};  ///< One more than the first mark's position.
};

const MarkIndex& mark_index() {
    static const MarkIndex index;
    return index;
}

}  // namespace

CodeGuess guess_code(std::string_view text) {
    text = first_code_points(text, code_points_max);
    if (const auto named = fenced_language(text); !named.empty()) {
        return {std::string(named), 1};
    }
    const std::vector<int> points = mark_index().points(text);
    const auto most = std::ranges::max_element(points);
    if (*most < points_min) {
        return {};
    }
    int second = 0;
    for (auto other = points.begin(); other != points.end(); ++other) {
        second = other == most ? second : std::max(second, *other);
    }
    return {std::string(mark_index().language(static_cast<std::size_t>(most - points.begin()))),
            1 - static_cast<double>(second) / (2.0 * *most)};
}

}  // namespace orrery::classifier
