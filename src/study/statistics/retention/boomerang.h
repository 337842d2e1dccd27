#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "study/statistics/retention/retention.h"

namespace orrery::study {

/// Whom a rise of retention belongs to.
enum class BoomerangScope {
    none,             ///< No boomerang.
    model_wide,       ///< The month or the age lifts the other cohorts too.
    cohort_specific,  ///< Beyond what its age and its month explain.
    undetermined,     ///< Fewer than three cohorts share its age or its month.
};

[[nodiscard]] std::string_view boomerang_scope_name(BoomerangScope scope);

/// Retention of one cohort at one age beside that of the month before, same accounts.
struct BoomerangCell {
    MonthIndex cohort = 0;
    int age = 0;  ///< From 2: at 1, the month before is the first, in which everyone is active.
    std::int64_t accounts = 0;
    std::int64_t gained = 0;     ///< Inactive the month before, active now: dormant till then.
    std::int64_t lost = 0;       ///< Active the month before, inactive now.
    double share = 0;            ///< R at this age.
    double rise = 0;             ///< R less R of the month before.
    double returned_share = 0;   ///< Of the accounts active now, those that had been dormant.
    double p = 1;                ///< McNemar, one-sided.
    double q = 1;                ///< Benjamini-Hochberg over all tested cells of the model.
    double residual = 0;         ///< Of the rise in logit R, once age and month are taken out.
    double residual_spread = 0;  ///< What the residual is held against.
    BoomerangScope scope = BoomerangScope::none;
};

/// Whether any cell could be tested at all.
enum class BoomerangVerdict { insufficient_data, none, found };

struct BoomerangReading {
    BoomerangVerdict verdict = BoomerangVerdict::insufficient_data;
    std::vector<BoomerangCell> cells;  ///< All tested cells, by cohort and age.
};

/// Looks for accounts that come back: cells (cohort, age >= 2) of cohorts with 200 accounts where
/// retention rises by at least 3 points and 15 % of what it was, with q <= .01 (STUDY, section 2).
///
/// Splits the rises of logit R by a median polish over age and calendar month (Tukey 1977,
/// Exploratory Data Analysis, ch. 11). A boomerang is cohort-specific when its residual exceeds
/// three times the larger of 1.4826 MAD of all residuals and the rise's own standard error: small
/// tables are fitted so closely that the MAD alone would call anything significant.
[[nodiscard]] BoomerangReading read_boomerangs(std::span<const RetentionCohort> cohorts);

}  // namespace orrery::study
