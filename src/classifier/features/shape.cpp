#include "classifier/features/shape.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <string_view>

namespace orrery::classifier {
namespace {

using Text = std::u32string_view;

Text text_of(const Glyphs& glyphs) {
    return {glyphs.code_points.data(), glyphs.count};
}

bool has(Text text, Text part) {
    return text.find(part) != Text::npos;
}

/// How often each character of ASCII stands in a text: what is not there is not searched for.
class Census {
public:
    explicit Census(Text text) : text_(text) {
        for (const char32_t c : text) {
            ++counts_[c < ascii ? c : ascii];
        }
    }

    /// Tells whether a part of ASCII stands in the text.
    [[nodiscard]] bool has(std::u32string_view part) const {
        return std::ranges::all_of(part, [this](char32_t c) { return counts_[c] > 0; }) &&
               text_.find(part) != Text::npos;
    }
    [[nodiscard]] std::size_t count(Text any) const {
        std::size_t sum = 0;
        for (const char32_t c : any) {
            sum += counts_[c];
        }
        return sum;
    }
    /// Counts what is beyond ASCII.
    [[nodiscard]] std::size_t others() const { return counts_[ascii]; }

private:
    static constexpr std::size_t ascii = 128;
    Text text_;
    std::array<std::uint16_t, ascii + 1> counts_{};
};

std::size_t count_any(Text text, Text any) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [&](char32_t c) { return any.find(c) != Text::npos; }));
}

/// Puts a share in percent into one of six classes.
std::uint64_t share_class(std::size_t part, std::size_t whole) {
    const std::size_t percent = whole == 0 ? 0 : 100 * part / whole;
    return percent == 0   ? (part == 0 ? 0 : 1)
           : percent < 2  ? 2
           : percent < 5  ? 3
           : percent < 10 ? 4
                          : 5;
}

/// What is counted line by line.
struct Lines {
    std::size_t all = 0;
    std::size_t piped = 0;
    std::size_t bulleted = 0;
    std::size_t headed = 0;
    std::size_t indented = 0;
    std::size_t spoken = 0;
    bool diff = false;
    bool trace = false;

    void read(Text line) {
        ++all;
        piped += std::ranges::count(line, U'|') >= 2 ? 1 : 0;
        const bool inset = line.starts_with(U"  ") || line.starts_with(U"\t");
        indented += inset ? 1 : 0;
        const auto first = std::min(line.find_first_not_of(U" \t"), line.size());
        line.remove_prefix(first);
        const bool numbered =
            line.size() > 2 && line[0] >= '0' && line[0] <= '9' && has(line.substr(1, 2), U".");
        bulleted += line.starts_with(U"- ") || line.starts_with(U"* ") ||
                            line.starts_with(U"\u2022") || numbered
                        ? 1
                        : 0;
        headed += line.starts_with(U"#") ? 1 : 0;
        diff = diff || line.starts_with(U"@@") || line.starts_with(U"diff --git") ||
               line.starts_with(U"+++ ");
        trace = trace || line.starts_with(U"at ") || line.starts_with(U"traceback (") ||
                line.starts_with(U"caused by:") || line.starts_with(U"file \"");
        const auto colon = line.find(U':');
        spoken += colon != Text::npos && colon > 1 && colon < 20 &&
                          line.substr(0, colon).find_first_of(U"(){}=/\"") == Text::npos
                      ? 1
                      : 0;
    }
};

Lines lines_of(Text text) {
    Lines lines;
    while (!text.empty()) {
        const auto end = std::min(text.find(U'\n'), text.size());
        lines.read(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// Finds *words between stars* that are no **bold** and no bullet.
bool has_starred_action(Text text) {
    for (auto star = text.find(U'*'); star != Text::npos; star = text.find(U'*', star + 1)) {
        const auto end = text.find(U'*', star + 1);
        if (end == Text::npos) {
            return false;
        }
        const Text inside = text.substr(star + 1, end - star - 1);
        if (inside.size() >= 8 && inside.front() != ' ' && has(inside, U" ") &&
            !has(inside, U"\n")) {
            return true;
        }
    }
    return false;
}

bool looks_like_json(Text text) {
    const auto first = text.find_first_not_of(U" \t\n");
    return first != Text::npos && (text[first] == '{' || text[first] == '[') &&
           has(text.substr(first, 12), U"\"");
}

bool has_latex(Text text, const Census& census) {
    const auto dollar = census.count(U"$") > 1 ? text.find(U'$') : Text::npos;
    const bool dollars = dollar != Text::npos && has(text.substr(dollar + 1, 60), U"$") &&
                         text.substr(dollar + 1, 60).find_first_of(U"^_\\=") != Text::npos;
    constexpr std::array<Text, 6> marks{U"\\frac", U"\\(", U"\\[", U"\\begin{", U"\\sum", U"\\int"};
    return dollars || std::ranges::any_of(marks, [&](Text mark) { return census.has(mark); });
}

}  // namespace

void add_shapes(const Glyphs& glyphs, const Tokens& tokens,
                const std::function<void(std::uint64_t)>& add) {
    const Text text = text_of(glyphs);
    const Census census(text);
    const Lines lines = lines_of(text);
    const auto add_class = [&](Shape shape, std::uint64_t value) {
        add(static_cast<std::uint64_t>(shape) * 64 + value);
    };
    const auto add_if = [&](bool holds, Shape shape) {
        if (holds) {
            add_class(shape, 0);
        }
    };
    add_class(Shape::words_class, static_cast<unsigned>(std::bit_width(words_in(tokens))));
    add_class(Shape::glyphs_class, static_cast<unsigned>(std::bit_width(text.size())));
    add_class(Shape::lines_class, static_cast<unsigned>(std::bit_width(lines.all)));
    add_class(Shape::braces_class, share_class(census.count(U"{}[];()<>"), text.size()));
    add_class(Shape::digits_class, share_class(census.count(U"0123456789"), text.size()));
    add_if(census.has(U"```"), Shape::code_fence);
    add_if(lines.piped >= 2, Shape::table);
    add_if(census.has(U"{{char}}") || census.has(U"{{user}}"), Shape::character_slot);
    add_if(census.has(U"{{"), Shape::slot);
    add_if(census.count(U"?") > 0 ||
               (census.others() > 0 && text.find_first_of(U"\uFF1F\u061F") != Text::npos),
           Shape::question);
    const auto last = text.find_last_not_of(U" \t\n\"')");
    add_if(last != Text::npos && (text[last] == '?' || text[last] == 0xFF1F),
           Shape::ends_with_question);
    add_if(has_latex(text, census), Shape::latex);
    add_if(looks_like_json(text), Shape::json);
    add_if(lines.diff, Shape::diff);
    add_if(lines.trace, Shape::stack_trace);
    add_if(census.has(U"</") || census.has(U"/>"), Shape::markup);
    add_if(lines.bulleted >= 2, Shape::bullets);
    add_if(lines.headed >= 1, Shape::headings);
    add_if(census.count(U"*") > 1 && has_starred_action(text), Shape::starred_action);
    add_if(
        census.count(U"\"") >= 4 || (census.others() > 0 && count_any(text, U"\u201C\u300C") >= 2),
        Shape::dialogue);
    add_if(census.has(U"://"), Shape::address);
    add_if(lines.indented >= 2, Shape::indented);
    add_if(census.has(U"=>") || census.has(U"->") || census.has(U"==") || census.has(U":=") ||
               census.has(U"!=") || census.has(U"&&"),
           Shape::operators);
    add_if(census.has(U"___") || census.has(U"[ ]"), Shape::blank);
    add_if(lines.spoken >= 2, Shape::speaker_lines);
}

}  // namespace orrery::classifier
