#include "study/statistics/market/panel.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "study/statistics/regression.h"
#include "study/statistics/significance.h"

namespace orrery::study {
namespace {

constexpr std::size_t periods_min = 3;
constexpr int sweeps_max = 2000;
constexpr double sweep_rest_max = 1e-12;

/// Takes the mean of each group out of the values and returns the largest mean taken.
double sweep(std::vector<double>& values, const std::vector<std::size_t>& groups) {
    std::map<std::size_t, std::pair<double, double>> sums;
    for (std::size_t at = 0; at < values.size(); ++at) {
        sums[groups[at]].first += values[at];
        sums[groups[at]].second += 1;
    }
    double largest = 0;
    for (std::size_t at = 0; at < values.size(); ++at) {
        const auto& [sum, count] = sums[groups[at]];
        values[at] -= sum / count;
        largest = std::max(largest, std::abs(sum / count));
    }
    return largest;
}

void sweep_both(std::vector<double>& values, const std::vector<std::size_t>& units,
                const std::vector<std::size_t>& periods) {
    for (int turn = 0; turn < sweeps_max; ++turn) {
        const double of_units = sweep(values, units);
        if (std::max(of_units, sweep(values, periods)) < sweep_rest_max) {
            return;
        }
    }
}

/// Leaves out units with few periods, and returns how many of the rest have an x that moves.
std::size_t keep_long_units(std::vector<PanelPoint>& points) {
    struct Unit {
        std::size_t periods = 0;
        double lowest = HUGE_VAL;
        double highest = -HUGE_VAL;
    };
    std::map<std::size_t, Unit> units;
    for (const PanelPoint& point : points) {
        Unit& unit = units[point.unit];
        ++unit.periods;
        unit.lowest = std::min(unit.lowest, point.x);
        unit.highest = std::max(unit.highest, point.x);
    }
    std::erase_if(points, [&](const auto& p) { return units[p.unit].periods < periods_min; });
    return static_cast<std::size_t>(std::ranges::count_if(units, [](const auto& entry) {
        const Unit& unit = entry.second;
        return unit.periods >= periods_min && unit.highest - unit.lowest >= move_min;
    }));
}

std::vector<PanelPoint> read_panel(const Table& table) {
    const std::size_t month = table.column("month");
    const std::size_t price = table.column("price");
    const std::size_t tokens = table.column("tokens");
    std::map<std::string, std::size_t> models;
    std::map<std::string, std::size_t> months;
    std::vector<PanelPoint> points;
    for (const auto& row : table.rows) {
        if (number_or(row[price], 0) > 0 && number_or(row[tokens], 0) > 0) {
            points.push_back({models.emplace(to_text(row.front()), models.size()).first->second,
                              months.emplace(to_text(row[month]), months.size()).first->second,
                              std::log10(number_or(row[price], 1)),
                              std::log10(number_or(row[tokens], 1))});
        }
    }
    return points;
}

/// Fits log tokens on log price with one point a model, over all months.
std::optional<Regression> across(const Table& table) {
    const std::size_t price = table.column("price");
    const std::size_t tokens = table.column("tokens");
    std::map<std::string, std::pair<double, double>> sums;  // Cost and tokens of each model.
    for (const auto& row : table.rows) {
        auto& [cost, sum] = sums[to_text(row.front())];
        cost += number_or(row[price], 0) * number_or(row[tokens], 0);
        sum += number_or(row[tokens], 0);
    }
    std::vector<double> x;
    std::vector<double> y;
    for (const auto& [model, sum] : sums) {
        if (sum.first > 0 && sum.second > 0) {
            x.push_back(std::log10(sum.first / sum.second));
            y.push_back(std::log10(sum.second));
        }
    }
    return ordinary_least_squares(x, y);
}

}  // namespace

std::optional<PanelFit> fixed_effects(std::span<const PanelPoint> points) {
    std::vector<PanelPoint> kept(points.begin(), points.end());
    if (keep_long_units(kept) < panel_units_min) {
        return std::nullopt;
    }
    std::vector<std::size_t> units;
    std::vector<std::size_t> periods;
    std::vector<double> x;
    std::vector<double> y;
    for (const PanelPoint& point : kept) {
        units.push_back(point.unit);
        periods.push_back(point.period);
        x.push_back(point.x);
        y.push_back(point.y);
    }
    sweep_both(x, units, periods);
    sweep_both(y, units, periods);
    double sxx = 0;
    double sxy = 0;
    for (std::size_t at = 0; at < x.size(); ++at) {
        sxx += x[at] * x[at];
        sxy += x[at] * y[at];
    }
    if (sxx < sweep_rest_max) {
        return std::nullopt;  // What moves, moves alike: the periods explain it.
    }
    PanelFit fit;
    fit.slope = sxy / sxx;
    fit.points = x.size();
    std::map<std::size_t, double> scores;
    for (std::size_t at = 0; at < x.size(); ++at) {
        scores[units[at]] += x[at] * (y[at] - fit.slope * x[at]);
    }
    fit.units = scores.size();
    double meat = 0;
    for (const auto& [unit, score] : scores) {
        meat += score * score;
    }
    const auto clusters = static_cast<double>(fit.units);
    const double error = std::sqrt(meat * clusters / (clusters - 1)) / sxx;
    const double margin = student_t_975(clusters - 1) * error;
    fit.slope_lower = fit.slope - margin;
    fit.slope_upper = fit.slope + margin;
    return fit;
}

Status elasticities(FigureResult& figure) {
    const auto cross_section = across(figure.table);
    const auto within = fixed_effects(read_panel(figure.table));
    figure.table = {{"estimate", "verdict", "slope", "slope_lower", "slope_upper",
                     "usage_share_gained_by_10_percent_cut", "models", "points"},
                    {}};
    const auto add = [&](const char* name, const auto& fit, std::size_t models) {
        if (!fit) {
            figure.table.rows.push_back({std::string(name), std::string("insufficient_data"),
                                         Cell(), Cell(), Cell(), Cell(), Cell(), Cell()});
            return;
        }
        const bool is_clear = fit->slope_lower > 0 || fit->slope_upper < 0;
        figure.table.rows.push_back(
            {std::string(name), std::string(is_clear ? "clear" : "not told from zero"), fit->slope,
             fit->slope_lower, fit->slope_upper, std::pow(0.9, fit->slope) - 1,
             static_cast<std::int64_t>(models), static_cast<std::int64_t>(fit->points)});
    };
    add("across models", cross_section, cross_section ? cross_section->points : 0);
    add("within models", within, within ? within->units : 0);
    return {};
}

}  // namespace orrery::study
