#include "report/page/html.h"

#include <fmt/format.h>

namespace orrery::report {

std::string escaped(std::string_view text) {
    std::string safe;
    safe.reserve(text.size() + text.size() / 8);
    for (const char character : text) {
        switch (character) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            case '\'':
                safe += "&#39;";
                break;
            case '\0':
                break;
            default:
                safe += character;
        }
    }
    return safe;
}

std::string script_json(std::string_view json) {
    std::string safe;
    safe.reserve(json.size());
    for (const char character : json) {
        if (character == '<') {
            safe += "\\u003c";
        } else {
            safe += character;
        }
    }
    return safe;
}

std::string outside_link(std::string_view url, std::string_view label) {
    if (!url.starts_with("https://") && !url.starts_with("http://")) return escaped(label);
    return fmt::format(R"(<a href="{}" rel="noopener noreferrer">{}</a>)", escaped(url),
                       escaped(label));
}

}  // namespace orrery::report
