#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "study/statistics/retention/retention.h"

namespace orrery::study {

/// Adds a cohort whose retention is exactly `curve` (from age 0, which is 1). Accounts leave and
/// come back in the same order, so that a rise gains accounts and loses none.
inline void plant(ModelActivity& activity, MonthIndex month, std::int64_t accounts,
                  const std::vector<double>& curve) {
    for (std::int64_t account = 0; account < accounts; ++account) {
        ActivityPattern pattern;
        pattern.first_month = month;
        for (std::size_t age = 1; age < curve.size(); ++age) {
            const auto active = std::llround(curve[age] * static_cast<double>(accounts));
            pattern.active_months |= static_cast<std::uint64_t>(account < active) << age;
        }
        activity.patterns.push_back(pattern);
        activity.last_complete_month = std::max(activity.last_complete_month,
                                                month + static_cast<MonthIndex>(curve.size()) - 1);
    }
}

/// Cuts a curve at the last month that a cohort born `month` months after the first one sees.
inline std::vector<double> seen(std::vector<double> curve, std::size_t months, MonthIndex month) {
    curve.resize(std::min(curve.size(), months - static_cast<std::size_t>(month)));
    return curve;
}

}  // namespace orrery::study
