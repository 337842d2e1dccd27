#pragma once

#include <cstdint>
#include <string_view>

#include "dashboard/api/parameters.h"

namespace orrery::dashboard {

/// What a ranking covers: a UTC day, an ISO week (Monday to Sunday), or a calendar month.
enum class Period { day, week, month };

/// Returns the period that a day lies in.
[[nodiscard]] Days period_of(Period period, std::int64_t day);

/// Returns the period that lies so many before this one.
[[nodiscard]] Days periods_before(Period period, const Days& window, int count);

/// Returns the newest period that is over, by the store's last day and by the clock; where the
/// store is younger than a period, the one that its last day lies in.
[[nodiscard]] Days newest_period(Period period, const Days& store, std::int64_t today);

}  // namespace orrery::dashboard
