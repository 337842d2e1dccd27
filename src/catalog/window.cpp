#include "catalog/window.h"

#include <chrono>

namespace orrery::catalog {

bool is_iso_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return false;
    }
    int parts[3] = {0, 0, 0};
    int part = 0;
    for (const char c : text) {
        if (c == '-') {
            ++part;
            continue;
        }
        if (c < '0' || c > '9' || part > 2) {
            return false;
        }
        parts[part] = parts[part] * 10 + (c - '0');
    }
    const std::chrono::year_month_day day{std::chrono::year{parts[0]},
                                          std::chrono::month{static_cast<unsigned>(parts[1])},
                                          std::chrono::day{static_cast<unsigned>(parts[2])}};
    return part == 2 && day.ok();
}

bool Window::contains(std::string_view iso_day) const {
    const auto day = iso_day.substr(0, 10);
    return day >= from && (to.empty() || day < to);
}

bool Window::overlaps(const Window& other) const {
    return (to.empty() || other.from < to) && (other.to.empty() || from < other.to);
}

}  // namespace orrery::catalog
