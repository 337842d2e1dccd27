#include "study/reading/change.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "study/reading/comparison.h"
#include "study/reading/quantity.h"

namespace orrery::study {
namespace {

/// Fewer complete weeks than this say nothing about a change.
constexpr std::size_t weeks_for_change = 3;
/// A share that moves by less than this many points is steady.
constexpr double steady_points = 0.01;

/// The last x of a figure, said as a time.
std::string last_time(const FigureResult& figure) {
    std::string last;
    for (const auto& row : figure.table.rows) {
        last = std::max(last, to_text(row.front()));
    }
    return "in the " + figure.definition.x.front() + " of " + date_text(last);
}

/// The last x that a change speaks of: "in the last 4 weeks".
std::string last_span(const FigureResult& figure, std::size_t span) {
    const std::string& unit = figure.definition.x.front();
    return span == 1 ? fmt::format("in the last {}", unit)
                     : fmt::format("in the last {} {}s", span, unit);
}

/// The mean of the intervals that belong to the last values; nothing where one of them has none.
std::optional<Interval> late_interval(const FigureResult& figure, const std::string& series,
                                      std::size_t values, std::size_t span) {
    if (series.empty()) {
        return std::nullopt;
    }
    const auto lower = complete_values(figure, series, "lower");
    const auto upper = complete_values(figure, series, "upper");
    if (values == 0 || lower.size() != values || upper.size() != values) {
        return std::nullopt;
    }
    return Interval{*mean_at(lower, End::last, span), *mean_at(upper, End::last, span)};
}

}  // namespace

std::optional<Change> change_of(const FigureResult& figure, const std::string& series) {
    const auto values = complete_values(figure, series);
    if (values.size() >= weeks_for_change) {
        const std::size_t span = std::clamp<std::size_t>(values.size() / 3, 1, 4);
        return Change{*mean_at(values, End::first, span), *mean_at(values, End::last, span), true,
                      last_span(figure, span), late_interval(figure, series, values.size(), span)};
    }
    FigureResult uncut = figure;
    uncut.partial.clear();
    const auto all = complete_values(uncut, series);
    if (all.empty()) {
        return std::nullopt;
    }
    return Change{all.back(), all.back(), false, last_time(figure),
                  late_interval(uncut, series, all.size(), 1)};
}

std::string late_share(const Change& change) {
    const std::string share = percent_text(change.last);
    if (!change.late) {
        return share;
    }
    return fmt::format("{} ({:.1f} to {:.1f})", share, 100 * change.late->lower,
                       100 * change.late->upper);
}

std::string moved(double first, double last) {
    if (std::abs(last - first) < steady_points) {
        return "steady";
    }
    return fmt::format("{} from {}", last > first ? "up" : "down", percent_text(first));
}

double last_of(const FigureResult& figure, const Series& series) {
    const auto change = change_of(figure, series.key);
    return change ? change->last : 0;
}

const Series* leader(const FigureResult& figure) {
    const Series* best = nullptr;
    for (const Series& series : figure.series) {
        if (series.overlay || series.key == "other" || series.key == "unknown") {
            continue;
        }
        if (best == nullptr || last_of(figure, series) > last_of(figure, *best)) {
            best = &series;
        }
    }
    return best;
}

std::string whole_of(const FigureResult& figure) {
    constexpr std::string_view prefix = "share of ";
    const std::string& title = figure.definition.y_title;
    return title.starts_with(prefix) ? title.substr(prefix.size()) : "tokens";
}

}  // namespace orrery::study
