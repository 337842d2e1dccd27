#include <algorithm>

#include "http/head/fields.h"

namespace orrery::http {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

}  // namespace

int detail::hex_value(char c) {
    const char letter = lower(c);
    return c >= '0' && c <= '9' ? c - '0' : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

std::string_view Head::field(std::string_view name) const {
    for (const Field& each : fields) {
        if (same_name(each.name, name)) {
            return each.value;
        }
    }
    return {};
}

bool Head::has(std::string_view name) const {
    return std::ranges::any_of(fields,
                               [&](const Field& each) { return same_name(each.name, name); });
}

bool same_name(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) {
            return false;
        }
    }
    return true;
}

bool is_field_value(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

std::optional<std::string> percent_decoded(std::string_view text, bool is_query) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int high = i + 1 < text.size() ? detail::hex_value(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? detail::hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            decoded.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        } else {
            decoded.push_back(is_query && text[i] == '+' ? ' ' : text[i]);
        }
    }
    return decoded;
}

std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (percent_decoded(pair.substr(0, equals), true) == name) {
            return percent_decoded(pair.substr(std::min(equals + 1, pair.size())), true);
        }
    }
    return std::nullopt;
}

}  // namespace orrery::http
