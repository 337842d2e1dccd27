#include "study/statistics/retention/boomerang.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "study/statistics/retention/foundational.h"
#include "study/statistics/robust.h"

namespace orrery::study {
namespace {

constexpr int tested_age_min = 2;
constexpr double boomerang_q_max = 0.01;
constexpr double rise_points_min = 0.03;
constexpr double rise_ratio_min = 0.15;
constexpr double residual_spreads_min = 3;
constexpr std::ptrdiff_t comparable_cells_min = 3;
constexpr int polish_rounds = 10;  // Two or three rounds settle a table; more change nothing.

using Cells = std::vector<BoomerangCell>;

MonthIndex calendar_month(const BoomerangCell& cell) {
    return cell.cohort + cell.age;
}

BoomerangCell cell_at(const RetentionCohort& cohort, int age) {
    BoomerangCell cell;
    cell.cohort = cohort.month;
    cell.age = age;
    cell.accounts = cohort.accounts;
    for (const ActivityPattern& pattern : cohort.patterns) {
        const bool before = (pattern.active_months >> (age - 1) & 1U) != 0;
        const bool now = (pattern.active_months >> age & 1U) != 0;
        cell.gained += !before && now ? pattern.accounts : 0;
        cell.lost += before && !now ? pattern.accounts : 0;
    }
    const auto active = cohort.cells[static_cast<std::size_t>(age)].active;
    const auto n = static_cast<double>(cohort.accounts);
    cell.share = static_cast<double>(active) / n;
    cell.rise = static_cast<double>(cell.gained - cell.lost) / n;
    cell.returned_share =
        active > 0 ? static_cast<double>(cell.gained) / static_cast<double>(active) : 0;
    cell.p = mcnemar_rise(cell.gained, cell.lost);
    return cell;
}

/// Adds half an account to either side, so that none and all have a logit too.
double logit(double share, double accounts) {
    return std::log((share * accounts + 0.5) / ((1 - share) * accounts + 0.5));
}

double logit_rise(const BoomerangCell& cell) {
    const auto n = static_cast<double>(cell.accounts);
    return logit(cell.share, n) - logit(cell.share - cell.rise, n);
}

/// Standard error of the rise in logit R: that of a paired difference, by the delta method.
double logit_rise_error(const BoomerangCell& cell) {
    const auto n = static_cast<double>(cell.accounts);
    const auto changed = static_cast<double>(cell.gained + cell.lost);
    const double error = std::sqrt(std::max(0.0, changed / n - cell.rise * cell.rise) / n);
    const double middle = (cell.share * n - cell.rise * n / 2 + 0.5) / (n + 1);
    return error / (middle * (1 - middle));
}

/// Takes from each residual the median of its group.
template <typename Group>
void sweep(Cells& cells, Group group) {
    std::map<int, std::vector<double>> residuals;
    for (const BoomerangCell& cell : cells) {
        residuals[group(cell)].push_back(cell.residual);
    }
    std::map<int, double> medians;
    for (auto& [key, values] : residuals) {
        medians[key] = median(std::move(values));
    }
    for (BoomerangCell& cell : cells) {
        cell.residual -= medians[group(cell)];
    }
}

void median_polish(Cells& cells) {
    std::vector<double> residuals;
    for (BoomerangCell& cell : cells) {
        cell.residual = logit_rise(cell);
    }
    for (int round = 0; round < polish_rounds; ++round) {
        sweep(cells, [](const BoomerangCell& cell) { return cell.age; });
        sweep(cells, calendar_month);
    }
    for (const BoomerangCell& cell : cells) {
        residuals.push_back(cell.residual);
    }
    const double spread = scaled_mad(residuals);
    for (BoomerangCell& cell : cells) {
        cell.residual_spread = std::max(spread, logit_rise_error(cell));
    }
}

void adjust_for_many(Cells& cells) {
    std::vector<double> p_values;
    for (const BoomerangCell& cell : cells) {
        p_values.push_back(cell.p);
    }
    const auto q_values = benjamini_hochberg(p_values);
    for (std::size_t at = 0; at < cells.size(); ++at) {
        cells[at].q = q_values[at];
    }
}

BoomerangScope scope_of(const BoomerangCell& cell, const Cells& cells) {
    const double before = cell.share - cell.rise;
    if (cell.q > boomerang_q_max || cell.rise < rise_points_min ||
        cell.rise < rise_ratio_min * before) {
        return BoomerangScope::none;
    }
    const auto same_age = std::ranges::count(cells, cell.age, &BoomerangCell::age);
    const auto same_month = std::ranges::count(cells, calendar_month(cell), calendar_month);
    if (std::min(same_age, same_month) < comparable_cells_min) {
        return BoomerangScope::undetermined;
    }
    return cell.residual > residual_spreads_min * cell.residual_spread
               ? BoomerangScope::cohort_specific
               : BoomerangScope::model_wide;
}

}  // namespace

BoomerangReading read_boomerangs(std::span<const RetentionCohort> cohorts) {
    BoomerangReading reading;
    for (const RetentionCohort& cohort : cohorts) {
        for (int age = tested_age_min;
             cohort.accounts >= cohort_accounts_min && age <= cohort.age_max(); ++age) {
            reading.cells.push_back(cell_at(cohort, age));
        }
    }
    if (reading.cells.empty()) {
        return reading;
    }
    adjust_for_many(reading.cells);
    median_polish(reading.cells);
    reading.verdict = BoomerangVerdict::none;
    for (BoomerangCell& cell : reading.cells) {
        cell.scope = scope_of(cell, reading.cells);
        if (cell.scope != BoomerangScope::none) {
            reading.verdict = BoomerangVerdict::found;
        }
    }
    return reading;
}

std::string_view boomerang_scope_name(BoomerangScope scope) {
    switch (scope) {
        case BoomerangScope::none:
            return "none";
        case BoomerangScope::model_wide:
            return "model_wide";
        case BoomerangScope::cohort_specific:
            return "cohort_specific";
        case BoomerangScope::undetermined:
            return "undetermined";
    }
    return {};
}

}  // namespace orrery::study
