#include "gateway/pages/moment.h"

#include <fmt/format.h>

#include <chrono>

namespace orrery::gateway {
namespace {

/// Reads exactly `digits` digits and takes them off the front.
std::optional<std::int64_t> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) {
        return std::nullopt;
    }
    std::int64_t value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') {
            return std::nullopt;
        }
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

std::optional<std::int64_t> take_day(std::string_view& text) {
    const auto year = take_number(text, 4);
    const bool first = take(text, '-');
    const auto month = take_number(text, 2);
    const bool second = take(text, '-');
    const auto day = take_number(text, 2);
    if (!year || !first || !month || !second || !day) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) {
        return std::nullopt;
    }
    return std::chrono::sys_days(date).time_since_epoch().count();
}

/// Reads ".5" as microseconds; what is finer is cut off.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
    if (!take(text, '.')) {
        return 0;
    }
    std::int64_t value = 0;
    std::int64_t unit = second_us;
    std::size_t digits = 0;
    while (const auto digit = take_number(text, 1)) {
        unit /= 10;
        value += *digit * unit;
        ++digits;
    }
    return digits == 0 ? std::nullopt : std::optional(value);
}

/// Reads "Z" or "+02:00" to its end, in microseconds east of UTC.
std::optional<std::int64_t> take_zone(std::string_view text) {
    if (text == "Z" || text == "z") {
        return 0;
    }
    const bool is_east = text.starts_with('+');
    if (!is_east && !text.starts_with('-')) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    const auto hours = take_number(text, 2);
    const bool colon = take(text, ':');
    const auto minutes = take_number(text, 2);
    if (!hours || !colon || !minutes || !text.empty() || *hours > 23 || *minutes > 59) {
        return std::nullopt;
    }
    const std::int64_t offset = (*hours * 60 + *minutes) * 60 * second_us;
    return is_east ? offset : -offset;
}

std::int64_t floored(std::int64_t value, std::int64_t unit) {
    return value / unit - (value % unit < 0 ? 1 : 0);
}

std::string time_text(std::int64_t moment_us, char between, std::int64_t fraction_unit_us,
                      int fraction_digits) {
    const std::int64_t day = day_of(moment_us);
    const std::int64_t rest = moment_us - day * day_us;
    const std::int64_t seconds = rest / second_us;
    return fmt::format("{}{}{:02}:{:02}:{:02}.{:0{}}", day_text(day), between, seconds / 3600,
                       seconds / 60 % 60, seconds % 60, rest % second_us / fraction_unit_us,
                       fraction_digits);
}

}  // namespace

std::int64_t day_of(std::int64_t moment_us) {
    return floored(moment_us, day_us);
}

std::string day_text(std::int64_t day) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string moment_text(std::int64_t moment_us) {
    return time_text(moment_us, 'T', 1000, 3) + "Z";
}

std::string moment_sql(std::int64_t moment_us) {
    return "TIMESTAMP '" + time_text(moment_us, ' ', 1, 6) + "'";
}

std::optional<std::int64_t> parse_day(std::string_view text) {
    const auto day = take_day(text);
    return text.empty() ? day : std::nullopt;
}

std::optional<std::int64_t> parse_moment(std::string_view text) {
    const auto day = take_day(text);
    const bool separated = take(text, 'T') || take(text, 't');
    const auto hour = take_number(text, 2);
    const bool first = take(text, ':');
    const auto minute = take_number(text, 2);
    const bool second = take(text, ':');
    const auto seconds = take_number(text, 2);
    if (!day || !separated || !hour || !first || !minute || !second || !seconds || *hour > 23 ||
        *minute > 59 || *seconds > 60) {
        return std::nullopt;
    }
    const auto fraction = take_fraction(text);
    const auto offset = take_zone(text);
    if (!fraction || !offset) {
        return std::nullopt;
    }
    return *day * day_us + ((*hour * 60 + *minute) * 60 + *seconds) * second_us + *fraction -
           *offset;
}

}  // namespace orrery::gateway
