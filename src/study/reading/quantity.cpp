#include "study/reading/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace orrery::study {
namespace {

/// What three digits round up to the next power of ten, as a part of it.
constexpr double rounds_up = 0.9995;

/// Three significant digits without an exponent.
std::string three_digits(double value) {
    if (value == 0) {
        return "0";
    }
    if (!std::isfinite(value)) {
        return "unknown";
    }
    int digits = static_cast<int>(std::floor(std::log10(std::abs(value))));
    if (std::abs(value) >= rounds_up * std::pow(10, digits + 1)) {
        ++digits;
    }
    return fmt::format("{:.{}f}", value, std::max(0, 2 - digits));
}

/// Reads the two digits of a date that stand at `at`.
std::optional<std::size_t> two_digits(std::string_view date, std::size_t at) {
    std::size_t number = 0;
    const auto digits = date.substr(at, 2);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return digits.size() == 2 && read.ptr == digits.data() + 2 ? std::optional(number)
                                                               : std::nullopt;
}

}  // namespace

std::string percent_text(double share) {
    const double percent = share * 100;
    return fmt::format("{:.{}f}\u00a0%", percent, std::abs(percent) < 99.95 ? 1 : 0);
}

std::string quantity_text(double amount) {
    struct Scale {
        double size;
        const char* name;
    };
    constexpr std::array scales = {Scale{1e12, " trillion"}, Scale{1e9, " billion"},
                                   Scale{1e6, " million"}};
    for (const Scale& scale : scales) {
        if (std::abs(amount) >= scale.size * (scale.size > 1e6 ? rounds_up : 1)) {
            return three_digits(amount / scale.size) + scale.name;
        }
    }
    const bool is_whole = amount == std::floor(amount);
    const long long whole = std::llround(amount);
    if (is_whole || std::abs(amount) >= 100) {
        return std::abs(whole) >= 1000
                   ? fmt::format("{},{:03}", whole / 1000, std::abs(whole) % 1000)
                   : fmt::format("{}", whole);
    }
    return three_digits(amount);
}

std::string dollars_text(double usd) {
    return "$" + (std::abs(usd) >= 999.5 ? quantity_text(std::round(usd)) : three_digits(usd));
}

std::string slope_text(double slope) {
    return fmt::format("{}{:.2f}", slope < -0.005 ? "−" : "", std::abs(slope));
}

std::string date_text(std::string_view date) {
    constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::size_t month_size = 7;
    constexpr std::size_t day_size = 10;
    const bool is_day = date.size() == day_size && date[7] == '-';
    if ((date.size() != month_size && !is_day) || date[4] != '-') {
        return std::string(date);
    }
    const auto month = two_digits(date, 5);
    const auto day = is_day ? two_digits(date, 8) : std::nullopt;
    if (!month || *month < 1 || *month > months.size() || (is_day && !day)) {
        return std::string(date);
    }
    const std::string of_year = fmt::format("{} {}", months[*month - 1], date.substr(0, 4));
    return day ? fmt::format("{} {}", *day, of_year) : of_year;
}

std::string language_text(std::string_view code) {
    using Named = std::pair<std::string_view, std::string_view>;
    constexpr auto languages = std::to_array<Named>({
        {"ar", "Arabic"},
        {"bn", "Bengali"},
        {"cs", "Czech"},
        {"da", "Danish"},
        {"de", "German"},
        {"el", "Greek"},
        {"en", "English"},
        {"es", "Spanish"},
        {"fa", "Persian"},
        {"fi", "Finnish"},
        {"fr", "French"},
        {"he", "Hebrew"},
        {"hi", "Hindi"},
        {"hu", "Hungarian"},
        {"id", "Indonesian"},
        {"it", "Italian"},
        {"ja", "Japanese"},
        {"ko", "Korean"},
        {"ms", "Malay"},
        {"nl", "Dutch"},
        {"no", "Norwegian"},
        {"pl", "Polish"},
        {"pt", "Portuguese"},
        {"ro", "Romanian"},
        {"ru", "Russian"},
        {"sv", "Swedish"},
        {"sw", "Swahili"},
        {"th", "Thai"},
        {"tl", "Tagalog"},
        {"tr", "Turkish"},
        {"uk", "Ukrainian"},
        {"ur", "Urdu"},
        {"vi", "Vietnamese"},
        {"zh", "Chinese"},
        {"zh-Hans", "Simplified Chinese"},
        {"zh-Hant", "Traditional Chinese"},
    });
    const auto* const found = std::ranges::find(languages, code, &Named::first);
    return std::string(found == languages.end() ? code : found->second);
}

}  // namespace orrery::study
