#include "report/page/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/embedded.h"
#include "base/format/json.h"
#include "report/page/html.h"

namespace orrery::report {
namespace {

std::map<std::string, std::string, std::less<>> read_names() {
    std::map<std::string, std::string, std::less<>> names;
    for (const auto& file : embedded::web()) {
        if (file.path != "names.json") continue;
        const auto json = nlohmann::json::parse(file.contents, nullptr, false);
        for (const auto& [name, words] : json.items()) names[name] = words.get<std::string>();
    }
    return names;
}

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

std::string whole_name(std::string_view word) {
    const bool may_break = word.find_first_of("-/") != word.npos;
    return may_break ? fmt::format(R"(<span class="whole-name">{}</span>)", escaped(word))
                     : escaped(word);
}

}  // namespace

std::string known_name(std::string_view name) {
    static const auto names = read_names();
    const auto found = names.find(name);
    return found == names.end() ? std::string() : found->second;
}

std::string words(std::string_view name) {
    std::string text = known_name(name);
    if (!text.empty()) return text;
    text = name;
    std::ranges::replace(text, '_', ' ');
    return text;
}

std::string paper_name(std::string_view id) {
    const bool is_table = id.starts_with("table");
    if (!is_table && !id.starts_with("fig")) return {};
    std::string_view number = id.substr(is_table ? 5 : 3);
    while (number.starts_with('0')) number.remove_prefix(1);
    std::string_view digits = number;
    if (!digits.empty() && digits.back() >= 'a' && digits.back() <= 'z') digits.remove_suffix(1);
    if (digits.empty() || !std::ranges::all_of(digits, is_digit)) return {};
    return fmt::format("{} {}", is_table ? "Table" : "Figure", number);
}

std::string reader_name(const study::FigureDefinition& definition) {
    std::string name = paper_name(definition.id);
    return name.empty() ? definition.title : name;
}

std::string with_whole_names(std::string_view text) {
    std::string html;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = std::min(text.find(' ', from), text.size());
        html += (from > 0 ? " " : "") + whole_name(text.substr(from, to - from));
        from = to + 1;
    }
    return html;
}

}  // namespace orrery::report
