#include "study/statistics/retention/survival.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace orrery::study {
namespace {

/// How many accounts leave at each age, and how many are watched no longer than that.
struct Lives {
    std::vector<std::int64_t> left;
    std::vector<std::int64_t> watched;
};

Lives lives_of(const ModelActivity& activity) {
    Lives lives{std::vector<std::int64_t>(age_count_max + 1),
                std::vector<std::int64_t>(age_count_max + 1)};
    for (const ActivityPattern& pattern : activity.patterns) {
        // The oldest age at which leaving could be told by now.
        const int age_told =
            std::min(activity.last_complete_month - silent_months_min - pattern.first_month + 1,
                     age_count_max);
        if (pattern.onset == Onset::cut || age_told < 1) {
            continue;
        }
        const int age_last = std::bit_width(pattern.active_months) - 1;
        const bool has_left = age_last < age_told;
        const auto age = static_cast<std::size_t>(has_left ? age_last + 1 : age_told);
        (has_left ? lives.left : lives.watched)[age] += pattern.accounts;
    }
    return lives;
}

Interval survival_interval(double share, double greenwood) {
    if (share <= 0 || share >= 1) {
        return {share, share};
    }
    const double log_share = std::log(share);
    const double spread = normal_975 * std::sqrt(greenwood) / std::abs(log_share);
    return {std::pow(share, std::exp(spread)), std::pow(share, std::exp(-spread))};
}

void add_row(FigureResult& figure, int age, const char* series, double value,
             const Interval& interval, std::int64_t n) {
    figure.table.rows.push_back(
        {std::int64_t{age}, std::string(series), value, interval.lower, interval.upper, n});
}

ModelActivity read_lives(const Table& table) {
    const std::size_t first = table.column("first_month");
    const std::size_t active = table.column("active");
    const std::size_t accounts = table.column("accounts");
    const std::size_t last = table.column("last_complete_month");
    ModelActivity activity;
    for (const auto& row : table.rows) {
        ActivityPattern pattern;
        pattern.first_month = static_cast<MonthIndex>(number_or(row[first], 0));
        const auto* bits = std::get_if<std::int64_t>(&row[active]);
        pattern.active_months = bits == nullptr ? 1 : static_cast<std::uint64_t>(*bits);
        pattern.accounts = static_cast<std::int64_t>(number_or(row[accounts], 0));
        activity.last_complete_month = static_cast<MonthIndex>(number_or(row[last], 0));
        activity.patterns.push_back(pattern);
    }
    return activity;
}

}  // namespace

std::vector<SurvivalPoint> survival(const ModelActivity& activity) {
    const Lives lives = lives_of(activity);
    std::int64_t at_risk = 0;
    for (std::size_t age = 1; age < lives.left.size(); ++age) {
        at_risk += lives.left[age] + lives.watched[age];
    }
    std::vector<SurvivalPoint> curve;
    double share = 1;
    double greenwood = 0;
    for (std::size_t age = 1; age < lives.left.size() && at_risk > 0; ++age) {
        if (curve.empty()) {
            curve.push_back({0, 1, {1, 1}, at_risk});
        }
        const auto n = static_cast<double>(at_risk);
        const auto gone = static_cast<double>(lives.left[age]);
        share *= 1 - gone / n;
        greenwood += gone < n ? gone / (n * (n - gone)) : 0;
        curve.push_back(
            {static_cast<int>(age), share, survival_interval(share, greenwood), at_risk});
        at_risk -= lives.left[age] + lives.watched[age];
    }
    return curve;
}

Status account_retention(FigureResult& figure) {
    const ModelActivity activity = read_lives(figure.table);
    figure.table = {{"age", "series", "value", "lower", "upper", "n"}, {}};
    const auto cohorts = retention_cohorts(activity);
    std::vector<std::int64_t> accounts;
    for (const RetentionCohort& cohort : cohorts) {
        accounts.resize(std::max(accounts.size(), cohort.cells.size()));
        for (std::size_t age = 0; age < cohort.cells.size(); ++age) {
            accounts[age] += cohort.accounts;
        }
    }
    for (const RetentionCell& cell : mean_retention(cohorts)) {
        const std::int64_t n = accounts[static_cast<std::size_t>(cell.age)];
        const auto later = std::llround(cell.unbounded * static_cast<double>(n));
        add_row(figure, cell.age, "active", cell.share, cell.interval, n);
        add_row(figure, cell.age, "unbounded", cell.unbounded, wilson_interval(later, n), n);
    }
    for (const SurvivalPoint& point : survival(activity)) {
        add_row(figure, point.age, "survival", point.share, point.interval, point.at_risk);
    }
    return {};
}

}  // namespace orrery::study
