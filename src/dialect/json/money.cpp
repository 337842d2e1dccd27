#include "dialect/json/money.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace orrery::dialect {
namespace {

constexpr std::int64_t nano_per_usd = 1'000'000'000;
constexpr std::size_t fraction_digits = 9;

std::optional<double> read_number(std::string_view number) {
    double value = 0;
    const char* const begin = number.data();
    const char* const end = begin + number.size();
    const auto [rest, error] = std::from_chars(begin, end, value);
    if (error != std::errc() || rest != end || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

}  // namespace

void append_usd(std::string& out, std::int64_t nano_usd) {
    auto rest = static_cast<std::uint64_t>(nano_usd);
    if (nano_usd < 0) {
        out += '-';
        rest = 0 - rest;
    }
    const fmt::format_int whole(rest / nano_per_usd);
    out.append(whole.data(), whole.size());
    if (rest % nano_per_usd != 0) {
        const fmt::format_int fraction(rest % nano_per_usd);
        out += '.';
        out.append(fraction_digits - fraction.size(), '0');
        out.append(fraction.data(), fraction.size());
        out.erase(out.find_last_not_of('0') + 1);
    }
}

std::optional<std::int64_t> read_usd(std::string_view number) {
    constexpr double usd_max = 9e9;
    const auto value = read_number(number);
    if (!value || *value < 0 || *value > usd_max) {
        return std::nullopt;
    }
    return std::llround(*value * static_cast<double>(nano_per_usd));
}

std::optional<std::int64_t> read_count(std::string_view number) {
    // Some providers write 12.0 for 12.
    constexpr double count_max = 9007199254740992.0;
    const auto value = read_number(number);
    if (!value || *value < 0 || *value > count_max || *value != std::floor(*value)) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*value);
}

}  // namespace orrery::dialect
