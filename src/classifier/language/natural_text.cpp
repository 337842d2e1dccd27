#include "classifier/language/natural_text.h"

#include <algorithm>

#include "classifier/text/code_points.h"
#include "classifier/text/script.h"

namespace orrery::classifier {
namespace {

bool is_mark_of_code(char c) {
    constexpr std::string_view marks = "{}[]();=<>_$#&|\\/*+@`";
    return marks.find(c) != std::string_view::npos;
}

/// Appends the words of a line that are no address.
void append_words(std::string_view line, std::string& out) {
    while (!line.empty()) {
        const auto end = std::min(line.find_first_of(" \t"), line.size());
        const std::string_view word = line.substr(0, end);
        const bool address =
            word.find("://") != std::string_view::npos || word.starts_with("www.") ||
            (word.find('@') != std::string_view::npos && word.find('.') != std::string_view::npos);
        if (!address) {
            out += word;
            out += ' ';
        }
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    out += '\n';
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
    const auto begin = line.find_first_not_of(" \t");
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

std::string natural_text(std::string_view text) {
    const std::string whole = valid_utf8(first_code_points(text, code_points_max));
    std::string natural;
    std::string comments;
    bool fenced = false;
    for (std::string_view rest = whole; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.find("```") != std::string_view::npos) {
            fenced = !fenced;
        } else if (fenced || looks_like_code(line)) {
            append_words(comment_of(line), comments);
        } else {
            append_words(line, natural);
        }
    }
    if (has_letters(natural)) {
        return natural;
    }
    return has_letters(comments) ? comments : std::string();
}

}  // namespace orrery::classifier
