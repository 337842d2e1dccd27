#include "base/format/directives.h"

#include <algorithm>
#include <cctype>

namespace orrery {
namespace {

bool is_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return std::islower(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ' ';
    });
}

}  // namespace

std::string trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) {
        return {};
    }
    return std::string(text.substr(first, text.find_last_not_of(blank) - first + 1));
}

std::string replaced(std::string text, std::string_view token, std::string_view by) {
    for (auto at = text.find(token); at != std::string::npos;
         at = text.find(token, at + by.size())) {
        text.replace(at, token.size(), by);
    }
    return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = text.find(separator);
        parts.push_back(trimmed(text.substr(0, end)));
        if (end == std::string_view::npos) {
            break;
        }
        text.remove_prefix(end + 1);
    }
    return parts;
}

std::string Directives::one(std::string_view name) const {
    const auto found =
        std::ranges::find(entries, name, [](const auto& entry) { return entry.first; });
    return found == entries.end() ? std::string() : found->second;
}

std::vector<std::string> Directives::list(std::string_view name) const {
    std::string value = one(name);
    std::ranges::replace(value, '\n', ' ');
    return split(value, ',');
}

std::vector<std::string> Directives::lines(std::string_view name) const {
    std::vector<std::string> all = split(one(name), '\n');
    std::erase(all, std::string());
    return all;
}

Result<Directives> parse_directives(std::string_view text, const std::string& where) {
    Directives parsed;
    while (text.starts_with("--")) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(2, end - 2);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto colon = line.find(':');
        const std::string name = trimmed(line.substr(0, std::min(colon, line.size())));
        if (line.starts_with("   ") && !parsed.entries.empty()) {
            parsed.entries.back().second += '\n' + trimmed(line);
        } else if (colon != std::string_view::npos && is_name(name)) {
            parsed.entries.emplace_back(name, trimmed(line.substr(colon + 1)));
        }
    }
    parsed.body = trimmed(text);
    if (parsed.body.empty()) {
        return fail(ErrorKind::bad_input, "the file has no SQL below its head", where,
                    "see importers/README.md for the form");
    }
    return parsed;
}

}  // namespace orrery
