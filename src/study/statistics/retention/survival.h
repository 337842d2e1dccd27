#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "study/figure.h"
#include "study/statistics/retention/retention.h"

namespace orrery::study {

/// Months of silence after which an account counts as gone.
inline constexpr int silent_months_min = 2;

/// One point of a survival curve.
struct SurvivalPoint {
    int age = 0;               ///< Months since the first one.
    double share = 1;          ///< Of accounts that have not left by then.
    Interval interval;         ///< 95 %.
    std::int64_t at_risk = 0;  ///< Accounts whose staying in that month could be seen.
};

/// Returns the survival of accounts by age: Kaplan and Meier (1958), JASA 53, 457. An account
/// leaves in the month after its last active one once it was silent for `silent_months_min`
/// complete months; one that may still come back is censored where that could last be told, which
/// depends on its first month alone. Variance by Greenwood, interval on the log-log scale
/// (Kalbfleisch and Prentice 1980). Patterns with a cut onset are left out.
[[nodiscard]] std::vector<SurvivalPoint> survival(const ModelActivity& activity);

/// Turns rows of first_month, active (bit k set when active k months later), accounts and
/// last_complete_month into curves by age: active in that month and active in it or later, both
/// means over the cohorts, and survival. Leaves no row where no cohort is complete.
[[nodiscard]] Status account_retention(FigureResult& figure);

}  // namespace orrery::study
