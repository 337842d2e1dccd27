#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "study/statistics/significance.h"

namespace orrery::study {

/// A calendar month (UTC), counted from January 1970 = 0.
using MonthIndex = std::int32_t;

/// Writes a month as 2025-05.
[[nodiscard]] std::string month_text(MonthIndex month);

/// Reads the month of an ISO date or month: "2025-05-31" or "2025-05". Nothing for other texts.
[[nodiscard]] std::optional<MonthIndex> month_of_date(const std::string& iso);

/// Ages (months since the first one) that a pattern can hold: 0..62.
inline constexpr int age_count_max = 63;

/// Whether the account's earlier history on the model may lie before the data.
enum class Onset { observed, cut };

/// Accounts that were active on one model in exactly the same months.
struct ActivityPattern {
    MonthIndex first_month = 0;       ///< Of the first-ever generation on the model.
    std::uint64_t active_months = 1;  ///< Bit k is set when active in first_month + k.
    std::int64_t accounts = 1;
    Onset onset = Onset::observed;
};

/// All activity on one model, as retention is read from it.
struct ModelActivity {
    std::vector<ActivityPattern> patterns;
    MonthIndex last_complete_month = 0;      ///< Later months are masked.
    std::optional<MonthIndex> launch_month;  ///< Nothing where the catalog has no date.
};

/// One point of a retention curve.
struct RetentionCell {
    int age = 0;              ///< Months since the first one.
    std::int64_t active = 0;  ///< Accounts active in that month.
    double share = 0;         ///< Activity retention R: active / accounts of the cohort.
    Interval interval;        ///< Wilson, 95 %.
    double unbounded = 0;     ///< Share active in that month or in a later complete one.
};

/// The accounts whose first-ever generation on the model fell in one month.
struct RetentionCohort {
    MonthIndex month = 0;
    std::int64_t accounts = 0;
    std::vector<RetentionCell> cells;       ///< By age from 0; complete months only.
    std::vector<ActivityPattern> patterns;  ///< Its accounts, incomplete months cleared.

    /// Returns the age of the last complete month.
    [[nodiscard]] int age_max() const { return static_cast<int>(cells.size()) - 1; }
};

/// Returns the cohorts by month. Accounts with a cut onset are not new and belong to none; a cohort
/// whose own month is incomplete is left out.
[[nodiscard]] std::vector<RetentionCohort> retention_cohorts(const ModelActivity& activity);

/// Returns retention by age over all cohorts that have reached the age, each weighted by its
/// accounts. Its interval takes the accounts for independent; cohorts that differ make it wider.
/// The unbounded share falls short at high ages, for young cohorts have little future yet.
[[nodiscard]] std::vector<RetentionCell> mean_retention(std::span<const RetentionCohort> cohorts);

}  // namespace orrery::study
