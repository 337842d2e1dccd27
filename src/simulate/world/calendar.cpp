#include "simulate/world/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "catalog/window.h"

namespace orrery::simulate {

using std::chrono::sys_days;
using std::chrono::year_month_day;

Result<Day> parse_day(std::string_view text, const std::string& where) {
    if (!catalog::is_iso_day(text)) {
        return fail(ErrorKind::bad_input, fmt::format("'{}' is not a date", text), where,
                    "write it as 2025-11-30");
    }
    const auto number = [&](std::size_t at, std::size_t length) {
        int value = 0;
        for (const char digit : text.substr(at, length)) {
            value = value * 10 + (digit - '0');
        }
        return value;
    };
    const year_month_day date{std::chrono::year(number(0, 4)),
                              std::chrono::month(static_cast<unsigned>(number(5, 2))),
                              std::chrono::day(static_cast<unsigned>(number(8, 2)))};
    return static_cast<Day>(sys_days(date).time_since_epoch().count());
}

std::string iso_day(Day day) {
    const year_month_day date{sys_days(std::chrono::days(day))};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Day week_of(Day day) {
    const int since_monday = (day + 3) % 7;  // 1970-01-01 was a Thursday.
    return day - (since_monday < 0 ? since_monday + 7 : since_monday);
}

int month_of(Day day) {
    const year_month_day date{sys_days(std::chrono::days(day))};
    return (static_cast<int>(date.year()) - 1970) * 12 +
           static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}

Day month_start(int month) {
    const auto first = std::chrono::year(1970) / std::chrono::January / 1;
    const year_month_day date = first + std::chrono::months(month);
    return static_cast<Day>(sys_days(date).time_since_epoch().count());
}

std::string iso_month(int month) {
    return iso_day(month_start(month));
}

std::vector<Slice> slices_of(Day from, Day to) {
    std::vector<Slice> slices;
    for (Day first = from; first <= to;) {
        const Day week = week_of(first);
        const int month = month_of(first);
        const Day last = std::min({to, week + 6, month_start(month + 1) - 1});
        slices.push_back({first, last, week, month});
        first = last + 1;
    }
    return slices;
}

}  // namespace orrery::simulate
