#include "report/page/numbers.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "report/page/names.h"
#include "study/reading/quantity.h"

namespace orrery::report {
namespace {

constexpr const char* minus = "\u2212";

/// Sets a minus sign before a number, where C++ writes a hyphen.
std::string with_minus(std::string text) {
    if (text.starts_with('-')) text.replace(0, 1, minus);
    return text;
}

/// Writes about three significant digits without trailing zeros.
std::string significant(double value) {
    const double size = std::abs(value);
    if (value < 0) return minus + significant(size);
    if (size >= 999.5) return grouped(std::llround(value));
    std::string text = fmt::format("{:.{}f}", value, size >= 100 ? 0 : size >= 10 ? 1 : 2);
    if (text.find('.') == std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

/// Writes a whole number, or one digit of a small one that is not whole.
std::string rounded(double value) {
    const bool whole = value == std::round(value) || std::abs(value) >= 10;
    return whole ? grouped(std::llround(value)) : with_minus(fmt::format("{:.1f}", value));
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// Writes the difference of two shares in percentage points, with its sign.
std::string points(double difference) {
    const std::string text = percent(difference);
    const bool is_told = difference > 0 && !text.starts_with('<');
    return (is_told ? "+" : "") + text.substr(0, text.find("\u00a0"));
}

std::string number_in_column(double value, std::string_view column) {
    if (contains(column, "share_change")) return points(value);
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
    return with_minus(std::move(text));
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
    if (value < 0) return minus + dollars(size);
    if (size >= 1e4) return "$" + compact(value);
    if (size >= 100) return "$" + grouped(std::llround(value));
    if (size >= 0.1 || size == 0) return fmt::format("${:.2f}", value);
    return fmt::format("${:.2g}", value);
}

std::string percent(double share) {
    const double value = share * 100;
    const double size = std::abs(value);
    if (size > 0 && size < 0.005) return std::string(value < 0 ? ">\u2212" : "<") + "0.01\u00a0%";
    return with_minus(fmt::format("{:.{}f}\u00a0%", value, size > 0 && size < 0.1 ? 2 : 1));
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
        case study::Unit::tokens_per_second:
            break;
        case study::Unit::milliseconds:
            return rounded(*value) + "\u00a0ms";
    }
    return rounded(*value);
}

std::string plain(std::optional<double> value) {
    if (!value || std::isnan(*value)) return "–";
    if (std::abs(*value) >= 1e4) return compact(*value);
    return with_minus(fmt::format("{:.4g}", *value));
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
    if (const auto* text = std::get_if<std::string>(&cell)) {
        if (column == "language") return study::language_text(*text);
        // The study chose these words; names that data has stay as they are.
        return column == "verdict" || column == "class" ? words(*text) : study::date_text(*text);
    }
    if (std::holds_alternative<std::monostate>(cell)) return "–";
    return number_in_column(number_or(cell, 0), column);
}

}  // namespace orrery::report
