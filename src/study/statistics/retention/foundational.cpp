#include "study/statistics/retention/foundational.h"

#include <algorithm>
#include <cmath>

#include "study/statistics/robust.h"

namespace orrery::study {
namespace {

constexpr int mature_age = 5;
constexpr int earliest_age = 2;
constexpr double mature_plateau_min = 0.70;
constexpr double spread_min = 0.02;
constexpr double flag_q_max = 0.05;
constexpr double flag_lead_min = 0.10;
constexpr double flag_ratio_min = 1.5;
constexpr double dominant_ratio_min = 2;
constexpr MonthIndex early_months = 3;

using Tails = std::vector<CohortTail>;

bool is_read(const RetentionCohort& cohort, int age) {
    return cohort.accounts >= cohort_accounts_min && cohort.age_max() >= age;
}

/// Finds the oldest age up to maturity that enough cohorts have reached.
std::optional<int> readable_age(std::span<const RetentionCohort> cohorts) {
    for (int age = mature_age; age >= earliest_age; --age) {
        const auto reached = std::ranges::count_if(
            cohorts, [&](const RetentionCohort& cohort) { return is_read(cohort, age); });
        if (static_cast<std::size_t>(reached) >= cohort_count_min) {
            return age;
        }
    }
    return std::nullopt;
}

double plateau_minimum(int older, int younger) {
    const double exponent = std::log(mature_plateau_min) / std::log(2.0 / mature_age);
    return std::pow(static_cast<double>(younger) / older, exponent);
}

double share_at(const RetentionCohort& cohort, int age) {
    return cohort.cells[static_cast<std::size_t>(age)].share;
}

CohortTail tail_of(const RetentionCohort& cohort, const FoundationalReading& reading) {
    CohortTail tail;
    tail.month = cohort.month;
    tail.accounts = cohort.accounts;
    const auto n = static_cast<double>(cohort.accounts);
    double squares = 0;
    for (const ActivityPattern& pattern : cohort.patterns) {
        const auto months = (pattern.active_months >> reading.younger_age & 1U) +
                            (pattern.active_months >> reading.older_age & 1U);
        const double kept = static_cast<double>(months) / 2;
        tail.tail += kept * static_cast<double>(pattern.accounts);
        squares += kept * kept * static_cast<double>(pattern.accounts);
    }
    tail.tail /= n;
    tail.tail_error = std::sqrt(std::max(0.0, squares / n - tail.tail * tail.tail) / (n - 1));
    const double before = share_at(cohort, reading.plateau_age);
    tail.plateau = before > 0 ? share_at(cohort, reading.older_age) / before : 0;
    return tail;
}

void hold_against_others(Tails& tails) {
    std::vector<double> p_values;
    for (CohortTail& tail : tails) {
        std::vector<double> others;
        for (const CohortTail& other : tails) {
            if (&other != &tail) {
                others.push_back(other.tail);
            }
        }
        tail.others_median = median(others);
        tail.others_spread = std::max(scaled_mad(others), spread_min);
        tail.z = (tail.tail - tail.others_median) / std::hypot(tail.tail_error, tail.others_spread);
        tail.p = student_t_upper(tail.z, static_cast<double>(tails.size()) - 2);
        p_values.push_back(tail.p);
    }
    const auto q_values = benjamini_hochberg(p_values);
    for (std::size_t at = 0; at < tails.size(); ++at) {
        tails[at].q = q_values[at];
    }
}

CohortKind kind_of(const CohortTail& tail, double plateau_min, MonthIndex launch) {
    const bool sticks = tail.q <= flag_q_max && tail.tail - tail.others_median >= flag_lead_min &&
                        tail.tail >= flag_ratio_min * tail.others_median &&
                        tail.plateau >= plateau_min;
    if (!sticks) {
        return CohortKind::ordinary;
    }
    return tail.month - launch < early_months ? CohortKind::foundational : CohortKind::late_sticky;
}

/// Estimates how much the cohorts' true tails differ: the variance of T less what sampling alone
/// brings, the moment estimate of a random-effects model.
double between_deviation(std::span<const CohortTail> tails) {
    if (tails.size() < 2) {
        return 0;
    }
    const auto count = static_cast<double>(tails.size());
    double mean = 0;
    double sampling = 0;
    for (const CohortTail& tail : tails) {
        mean += tail.tail / count;
        sampling += tail.tail_error * tail.tail_error / count;
    }
    double squares = 0;
    for (const CohortTail& tail : tails) {
        squares += (tail.tail - mean) * (tail.tail - mean);
    }
    return std::sqrt(std::max(0.0, squares / (count - 1) - sampling));
}

/// REQUIRES: exactly one cohort is flagged as foundational.
bool is_dominant_launch(const Tails& tails, MonthIndex launch) {
    const CohortTail& first = tails.front();
    if (first.kind != CohortKind::foundational || first.month != launch) {
        return false;
    }
    const auto later = std::span(tails).subspan(1);
    return first.tail >= dominant_ratio_min * first.others_median &&
           between_deviation(later) <= alike_deviation_max;
}

FitVerdict verdict_of(const FoundationalReading& reading, MonthIndex launch) {
    const auto count = [&](CohortKind kind) {
        return std::ranges::count(reading.cohorts, kind, &CohortTail::kind);
    };
    const auto foundational = count(CohortKind::foundational);
    const auto late = count(CohortKind::late_sticky);
    if (foundational > 0) {
        const bool is_only = foundational == 1 && late == 0;
        return is_only && is_dominant_launch(reading.cohorts, launch) ? FitVerdict::dominant_launch
                                                                      : FitVerdict::foundational;
    }
    if (late > 0) {
        return FitVerdict::late_sticky;
    }
    if (reading.between_deviation > alike_deviation_max) {
        return FitVerdict::unstable;
    }
    return reading.pooled_tail <= low_tail_max ? FitVerdict::no_fit : FitVerdict::even_fit;
}

}  // namespace

FoundationalReading read_foundational(std::span<const RetentionCohort> cohorts,
                                      std::optional<MonthIndex> launch_month) {
    FoundationalReading reading;
    const auto age = readable_age(cohorts);
    if (!age) {
        return reading;
    }
    reading.provisional = *age < mature_age;
    reading.older_age = *age;
    reading.younger_age = *age - 1;
    reading.plateau_age = *age == earliest_age ? 1 : 2;
    reading.plateau_min = plateau_minimum(reading.older_age, reading.plateau_age);
    double accounts = 0;
    for (const RetentionCohort& cohort : cohorts) {
        if (is_read(cohort, *age)) {
            reading.cohorts.push_back(tail_of(cohort, reading));
            const auto n = static_cast<double>(cohort.accounts);
            reading.pooled_tail += reading.cohorts.back().tail * n;
            accounts += n;
        }
    }
    reading.pooled_tail /= accounts;
    hold_against_others(reading.cohorts);
    const MonthIndex first = cohorts.front().month;
    const MonthIndex launch = std::min(launch_month.value_or(first), first);
    for (CohortTail& tail : reading.cohorts) {
        tail.kind = kind_of(tail, reading.plateau_min, launch);
    }
    reading.between_deviation = between_deviation(reading.cohorts);
    reading.verdict = verdict_of(reading, launch);
    return reading;
}

std::string_view fit_verdict_name(FitVerdict verdict) {
    switch (verdict) {
        case FitVerdict::insufficient_data:
            return "insufficient_data";
        case FitVerdict::foundational:
            return "foundational";
        case FitVerdict::dominant_launch:
            return "dominant_launch";
        case FitVerdict::late_sticky:
            return "late_sticky";
        case FitVerdict::no_fit:
            return "no_fit";
        case FitVerdict::even_fit:
            return "even_fit";
        case FitVerdict::unstable:
            return "unstable";
    }
    return {};
}

}  // namespace orrery::study
