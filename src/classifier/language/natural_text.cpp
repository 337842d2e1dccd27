#include "classifier/language/natural_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "classifier/text/code_points.h"
#include "classifier/text/script.h"

namespace orrery::classifier {
namespace {

/// Text that is gathered until it has enough code points.
struct Gathered {
    std::string text;
    std::size_t missing = 0;  ///< Code points that it may still take.

    /// Takes valid UTF-8 whole.
    void add(std::string_view more) {
        text += more;
        const auto glyphs = static_cast<std::size_t>(std::ranges::count_if(
            more, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
        missing -= std::min(missing, glyphs);
    }
};

bool is_mark_of_code(char c) {
    static constexpr std::string_view marks = "{}[]();=<>_$#&|\\/*+@`";
    static constexpr auto table = [] {
        std::array<bool, 256> is_mark{};
        for (std::size_t i = 0; i < marks.size(); ++i) {
            is_mark[static_cast<unsigned char>(marks[i])] = true;
        }
        return is_mark;
    }();
    return table[static_cast<unsigned char>(c)];
}

/// Adds the words of a line that are no address, while they are needed.
void add_words(std::string_view line, Gathered& out) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!line.empty() && out.missing > 0) {
        const auto blank = std::ranges::find_if(line, is_blank);
        const auto end = static_cast<std::size_t>(blank - line.begin());
        const std::string_view word = line.substr(0, end);
        const bool address =
            word.find("://") != std::string_view::npos || word.starts_with("www.") ||
            (word.find('@') != std::string_view::npos && word.find('.') != std::string_view::npos);
        if (!address) {
            out.add(word);
            out.add(" ");
        }
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    out.add("\n");
}

/// Returns the part of a line after the mark of a comment, or nothing.
std::string_view comment_of(std::string_view line) {
    for (const std::string_view mark : {"//", "# ", "-- ", "/*", "\"\"\"", "<!--", "* "}) {
        if (const auto at = line.find(mark); at != std::string_view::npos) {
            return line.substr(at + mark.size());
        }
    }
    return {};
}

bool has_letters(std::string_view text) {
    while (!text.empty()) {
        if (script_of(take_code_point(text)) != Script::none) {
            return true;
        }
    }
    return false;
}

}  // namespace

bool looks_like_code(std::string_view line) {
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) {
        return false;
    }
    line.remove_prefix(begin);
    const auto last = line[line.find_last_not_of(" \t\r")];
    const auto marks = static_cast<std::size_t>(std::ranges::count_if(line, is_mark_of_code));
    if (last == ';' || last == '{' || last == '}') {
        return marks > 0 && line.size() < 200;
    }
    return marks * 10 > line.size() && marks >= 2;
}

std::string natural_text(std::string_view text, std::size_t glyphs_max) {
    const std::string whole = valid_utf8(first_code_points(text, code_points_max));
    Gathered natural{{}, glyphs_max};
    Gathered comments{{}, glyphs_max};
    bool fenced = false;
    for (std::string_view rest = whole; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.find("```") != std::string_view::npos) {
            fenced = !fenced;
        } else if (fenced || looks_like_code(line)) {
            add_words(comment_of(line), comments);
        } else {
            add_words(line, natural);
        }
        if (natural.missing == 0 && has_letters(natural.text)) {
            break;
        }
    }
    std::string& kept = has_letters(natural.text) ? natural.text : comments.text;
    kept.resize(first_code_points(kept, glyphs_max).size());
    return has_letters(kept) ? std::move(kept) : std::string();
}

}  // namespace orrery::classifier
