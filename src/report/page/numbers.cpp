#include "report/page/numbers.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace orrery::report {
namespace {

/// Writes about three significant digits without trailing zeros.
std::string significant(double value) {
    const double size = std::abs(value);
    std::string text = fmt::format("{:.{}f}", value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string number_in_column(double value, std::string_view column) {
    if (contains(column, "share")) return percent(value);
    if (contains(column, "usd") || contains(column, "price") || contains(column, "cost")) {
        return dollars(value);
    }
    if (contains(column, "tokens") && std::abs(value) >= 1e6) return compact(value);
    if (value == std::round(value) && std::abs(value) < 1e15) {
        return grouped(static_cast<std::int64_t>(value));
    }
    return significant(value);
}

}  // namespace

std::string grouped(std::int64_t count) {
    std::string text = fmt::format("{}", count);
    const std::ptrdiff_t first = count < 0 ? 1 : 0;
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > first; at -= 3) {
        text.insert(static_cast<std::size_t>(at), ",");
    }
    return text;
}

std::string compact(double value) {
    constexpr std::array<std::pair<double, char>, 4> suffixes = {
        {{1e12, 'T'}, {1e9, 'B'}, {1e6, 'M'}, {1e3, 'K'}}};
    for (const auto& [scale, suffix] : suffixes) {
        if (std::abs(value) >= scale * 0.9995) return significant(value / scale) + suffix;
    }
    return significant(value);
}

std::string dollars(double value) {
    const double size = std::abs(value);
    if (size >= 1e4) return "$" + compact(value);
    if (size >= 100) return "$" + grouped(std::llround(value));
    if (size >= 0.1 || size == 0) return fmt::format("${:.2f}", value);
    return fmt::format("${:.2g}", value);
}

std::string percent(double share) {
    const double value = share * 100;
    return fmt::format("{:.{}f}\u00a0%", value, value != 0 && std::abs(value) < 0.1 ? 2 : 1);
}

std::string formatted(std::optional<double> value, study::Unit unit) {
    if (!value || std::isnan(*value)) return "–";
    switch (unit) {
        case study::Unit::share:
            return percent(*value);
        case study::Unit::tokens:
            return compact(*value);
        case study::Unit::usd:
        case study::Unit::usd_per_million:
            return dollars(*value);
        case study::Unit::generations:
        case study::Unit::models:
        case study::Unit::tokens_per_generation:
        case study::Unit::milliseconds:
        case study::Unit::tokens_per_second:
            break;
    }
    const bool whole = *value == std::round(*value);
    if (!whole && std::abs(*value) < 10) return fmt::format("{:.1f}", *value);
    return grouped(std::llround(*value));
}

std::string plain(std::optional<double> value) {
    if (!value || std::isnan(*value)) return "–";
    if (std::abs(*value) >= 1e4) return compact(*value);
    return fmt::format("{:.4g}", *value);
}

std::string formatted_statistic(std::optional<double> value, std::string_view name,
                                study::Unit unit) {
    if (!value || std::isnan(*value)) return "–";
    const bool is_share = unit == study::Unit::share && std::abs(*value) <= 1;
    if (is_share || contains(name, "percent") || contains(name, "share")) return percent(*value);
    if (name.ends_with("price") || name.ends_with("usd")) return dollars(*value);
    return plain(value);
}

std::string formatted_cell(const Cell& cell, std::string_view column) {
    if (const auto* text = std::get_if<std::string>(&cell)) return day(*text);
    if (std::holds_alternative<std::monostate>(cell)) return "–";
    return number_in_column(number_or(cell, 0), column);
}

std::string day(std::string_view date) {
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::string(date);
    int month = 0;
    int number = 0;
    std::from_chars(date.data() + 5, date.data() + 7, month);
    std::from_chars(date.data() + 8, date.data() + 10, number);
    if (month < 1 || month > 12 || number < 1) return std::string(date);
    return fmt::format("{} {} {}", number, months[static_cast<std::size_t>(month - 1)],
                       date.substr(0, 4));
}

std::string month(std::string_view date) {
    constexpr std::size_t month_size = 7;
    const std::string first(date.size() == month_size ? std::string(date) + "-01" : date);
    const std::string text = day(first);
    return text == first ? std::string(date) : text.substr(text.find(' ') + 1);
}

std::string words(std::string_view name) {
    std::string text(name);
    for (char& character : text) {
        if (character == '_') character = ' ';
    }
    return text;
}

}  // namespace orrery::report
