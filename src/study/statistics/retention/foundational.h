#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "study/statistics/retention/retention.h"

namespace orrery::study {

/// Accounts that a cohort needs before anything is read from its curve.
inline constexpr std::int64_t cohort_accounts_min = 200;

/// Cohorts that a reading needs: a cohort is held against at least three others.
inline constexpr std::size_t cohort_count_min = 4;

/// Ends of "a low tail". A flag asks for 1.5 times the others, and 1.5 x .25 just stays below the
/// 40 % that the paper calls durable: above it, cohorts that are all alike all stay.
inline constexpr double low_tail_max = 0.25;

/// Between-cohort standard deviation up to which cohorts are alike.
inline constexpr double alike_deviation_max = 0.03;

/// What a cohort's tail says beside those of the other cohorts.
enum class CohortKind {
    ordinary,
    foundational,  ///< Stays far beyond the others and is one of the first three since launch.
    late_sticky,   ///< The same, but later.
};

/// What a model's cohorts say together.
enum class FitVerdict {
    insufficient_data,
    foundational,     ///< At least one foundational cohort.
    dominant_launch,  ///< One only, of the launch month, twice the later ones, which are alike.
    late_sticky,      ///< None, but a later cohort that sticks.
    no_fit,           ///< No flag; the cohorts are alike and few accounts stay.
    even_fit,         ///< No flag; the cohorts are alike and many accounts stay.
    unstable,         ///< No flag; the cohorts differ.
};

[[nodiscard]] std::string_view fit_verdict_name(FitVerdict verdict);

/// One cohort held against the others.
struct CohortTail {
    MonthIndex month = 0;
    std::int64_t accounts = 0;
    double tail = 0;        ///< T: mean over accounts of (a_5 + a_4) / 2, or of the earlier pair.
    double tail_error = 0;  ///< Its standard error.
    double others_median = 0;  ///< Of the other cohorts' T.
    double others_spread = 0;  ///< tau = max(1.4826 MAD, .02) of the other cohorts' T.
    double z = 0;              ///< (T - median) / sqrt(error^2 + tau^2).
    double p = 1;              ///< One-sided, Student's t with cohorts - 2 degrees of freedom.
    double q = 1;              ///< Benjamini-Hochberg over the model's cohorts.
    double plateau = 0;        ///< R at the older age over R at `plateau_age`; 0 where that is 0.
    CohortKind kind = CohortKind::ordinary;
};

struct FoundationalReading {
    FitVerdict verdict = FitVerdict::insufficient_data;
    bool provisional = false;  ///< Read before four cohorts are mature, at younger ages.
    int younger_age = 4;       ///< The pair of ages that the tail is the mean of.
    int older_age = 5;
    int plateau_age = 2;
    double plateau_min = 0;
    double pooled_tail = 0;        ///< Share over all accounts of the cohorts read.
    double between_deviation = 0;  ///< Between-cohort standard deviation of T, sampling error out.
    std::vector<CohortTail> cohorts;
};

/// Reads whether early cohorts stayed far longer than the others, the paper's Cinderella glass
/// slipper (STUDY, section 2). Takes the cohorts with 200 accounts that have reached age 5; with
/// fewer than four of them, the oldest pair of ages (3, 4), (2, 3), (1, 2) that four have reached,
/// and says so: `provisional`. A flag needs q <= .05, ten points and half as much again as the
/// median of the others, and a plateau.
///
/// The plateau test is R_5 / R_2 >= .70. Early readings ask R_4 / R_2, R_3 / R_2 or R_2 / R_1 for
/// what a power law of age keeps that just passes: (k / j)^-0.389, .76, .85 and .76. Retention of
/// accounts that differ in loyalty falls like a power of age (Fader and Hardie 2007, J. Interactive
/// Marketing 21, 76), so that a constant monthly loss would ask too much of young cohorts.
///
/// Counts "the first three since launch" by calendar month from `launch_month`, or from the first
/// cohort where that is earlier or no launch is known.
[[nodiscard]] FoundationalReading read_foundational(std::span<const RetentionCohort> cohorts,
                                                    std::optional<MonthIndex> launch_month);

}  // namespace orrery::study
