#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace orrery::simulate {

/// Counts days since 1970-01-01, UTC.
using Day = std::int32_t;

/// Reads an ISO day; `where` names the place of the text in the error.
[[nodiscard]] Result<Day> parse_day(std::string_view text, const std::string& where);
[[nodiscard]] std::string iso_day(Day day);

/// Returns the Monday of the day's week.
[[nodiscard]] Day week_of(Day day);
/// Returns the day's month, counted since 1970-01; month_start is its first day.
[[nodiscard]] int month_of(Day day);
[[nodiscard]] Day month_start(int month);
/// Writes a month as its first day: 2025-06-01.
[[nodiscard]] std::string iso_month(int month);

/// The part of a week that lies in one month and in the world: the unit of planning and of work.
struct Slice {
    Day first = 0;
    Day last = 0;  ///< Inclusive.
    Day week = 0;
    int month = 0;

    [[nodiscard]] int days() const { return last - first + 1; }
    [[nodiscard]] double middle() const { return (first + last) / 2.0; }
};

/// Cuts the days from..to (inclusive) into slices, in order of time.
[[nodiscard]] std::vector<Slice> slices_of(Day from, Day to);

}  // namespace orrery::simulate
