#include "study/reading/quantity.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

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

}  // namespace orrery::study
