#include "dashboard/api/ranking/period.h"

#include <algorithm>
#include <chrono>

namespace orrery::dashboard {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

std::int64_t number_of(sys_days day) {
    return day.time_since_epoch().count();
}

/// Day 0 was a Thursday.
std::int64_t monday_of(std::int64_t day) {
    return day - ((day + 3) % 7 + 7) % 7;
}

Days month_of(std::int64_t day) {
    const year_month_day date{sys_days(std::chrono::days(day))};
    return {number_of(date.year() / date.month() / 1),
            number_of(date.year() / date.month() / std::chrono::last)};
}

}  // namespace

Days period_of(Period period, std::int64_t day) {
    switch (period) {
        case Period::day:
            return {day, day};
        case Period::week:
            return {monday_of(day), monday_of(day) + 6};
        case Period::month:
            break;
    }
    return month_of(day);
}

Days periods_before(Period period, const Days& window, int count) {
    Days before = window;
    for (int i = 0; i < count; ++i) {
        before = period_of(period, before.first - 1);
    }
    return before;
}

Days newest_period(Period period, const Days& store, std::int64_t today) {
    const std::int64_t over = std::min(store.last, today - 1);
    const Days last = period_of(period, over);
    const Days newest = last.last <= over ? last : periods_before(period, last, 1);
    return newest.first >= store.first ? newest : period_of(period, store.last);
}

}  // namespace orrery::dashboard
