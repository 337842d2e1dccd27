#include "study/reading/comparison.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace orrery::study {
namespace {

constexpr std::string_view statistic_prefix = "statistic:";
constexpr std::string_view cell_prefix = "cell:";

/// Finds the value of "2025-05:5", the cohort of May 2025 at month 5.
std::optional<double> cohort_cell(const FigureResult& figure, std::string_view cell) {
    const Table& table = figure.table;
    const std::size_t age = table.column("age");
    const std::size_t value = table.column("value");
    if (age == table.columns.size() || value == table.columns.size()) {
        return std::nullopt;
    }
    for (const auto& row : table.rows) {
        if (to_text(row.front()) + ":" + to_text(row[age]) == cell) {
            return number_or(row[value], 0);
        }
    }
    return std::nullopt;
}

std::optional<double> measure(const FigureResult& figure, const StatedValue& stated) {
    if (stated.reduce.starts_with(statistic_prefix)) {
        return statistic(figure, std::string_view(stated.reduce).substr(statistic_prefix.size()));
    }
    if (stated.reduce.starts_with(cell_prefix)) {
        return cohort_cell(figure, std::string_view(stated.reduce).substr(cell_prefix.size()));
    }
    const bool is_total = stated.reduce.starts_with("total_");
    const auto values = complete_values(figure, is_total ? std::string() : stated.series);
    if (values.empty()) {
        return std::nullopt;
    }
    if (stated.reduce == "mean") {
        return mean_at(values, End::first, values.size());
    }
    if (stated.reduce == "min") {
        return std::ranges::min(values);
    }
    if (stated.reduce == "max") {
        return std::ranges::max(values);
    }
    return mean_at(values, stated.reduce.ends_with("first") ? End::first : End::last);
}

bool agrees(double measured, const StatedValue& stated) {
    switch (stated.bound) {
        case Bound::at_most:
            return measured <= stated.stated + stated.tolerance;
        case Bound::at_least:
            return measured >= stated.stated - stated.tolerance;
        case Bound::none:
            break;
    }
    return std::abs(measured - stated.stated) <= stated.tolerance;
}

}  // namespace

std::optional<double> statistic(const FigureResult& figure, std::string_view name) {
    const auto found = std::ranges::find(figure.statistics, name, &Statistic::name);
    return found == figure.statistics.end() ? std::nullopt : found->value;
}

std::vector<double> complete_values(const FigureResult& figure, const std::string& series,
                                    const std::string& column) {
    const Table& table = figure.table;
    const std::size_t series_column = table.column("series");
    const std::size_t value_column = table.column(column);
    std::map<std::string, std::optional<double>> by_x;
    if (series_column == table.columns.size() || value_column == table.columns.size()) {
        return {};
    }
    for (const auto& row : table.rows) {
        const std::string x = to_text(row.front());
        const bool is_partial = std::ranges::find(figure.partial, x) != figure.partial.end();
        if (!is_partial && (series.empty() || to_text(row[series_column]) == series)) {
            const bool is_known = !std::holds_alternative<std::monostate>(row[value_column]);
            auto& sum = by_x.try_emplace(x, 0.0).first->second;
            sum = sum && is_known ? std::optional(*sum + number_or(row[value_column], 0))
                                  : std::nullopt;
        }
    }
    std::vector<double> values;
    for (const auto& [x, value] : by_x) {
        if (value) {
            values.push_back(*value);
        }
    }
    return values;
}

std::optional<double> mean_at(const std::vector<double>& values, End end, std::size_t count) {
    if (values.empty()) {
        return std::nullopt;
    }
    const auto taken = static_cast<std::ptrdiff_t>(std::min(count, values.size()));
    const auto from = end == End::first ? values.begin() : values.end() - taken;
    return std::accumulate(from, from + taken, 0.0) / static_cast<double>(taken);
}

void compare_with_paper(FigureResult& figure) {
    for (const StatedValue& stated : figure.definition.stated) {
        Comparison comparison{stated, measure(figure, stated), false};
        comparison.agrees = comparison.measured && agrees(*comparison.measured, stated);
        figure.comparisons.push_back(std::move(comparison));
    }
}

}  // namespace orrery::study
