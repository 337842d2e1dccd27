#include "study/privacy/take_out.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "study/reading/comparison.h"
#include "study/reading/takeaway.h"
#include "study/statistics/transforms.h"

namespace orrery::study {
namespace {

/// Says again of what is left what was said of all.
Status say_again(FigureResult& figure) {
    figure.statistics.clear();
    figure.trends.clear();
    for (const std::string& transform : figure.definition.transforms) {
        if (auto applied = apply_transform(transform, figure); !applied) {
            return applied;
        }
    }
    const std::size_t series = figure.table.column("series");
    const std::size_t value = figure.table.column("value");
    if (figure.definition.kind != ChartKind::table &&
        figure.definition.kind != ChartKind::cohorts) {
        std::set<std::string> shown;
        for (const auto& row : figure.table.rows) {
            if (!std::holds_alternative<std::monostate>(row[value])) {
                shown.insert(to_text(row[series]));
            }
        }
        std::erase_if(figure.series, [&](const Series& one) { return !shown.contains(one.key); });
        if (figure.series.empty()) {
            withhold_whole(figure);
            return {};
        }
    }
    figure.comparisons.clear();
    compare_with_paper(figure);
    figure.takeaway = write_takeaway(figure);
    return {};
}

}  // namespace

bool has_no_series(const FigureDefinition& definition) {
    return definition.kind == ChartKind::table || definition.kind == ChartKind::scatter;
}

void withhold_whole(FigureResult& figure) {
    figure.status = FigureStatus::withheld;
    figure.takeaway = figure.definition.title;
    figure.table.rows.clear();
    figure.series.clear();
    figure.trends.clear();
    figure.statistics.clear();
    figure.comparisons.clear();
    figure.verdicts.clear();
    figure.captions.clear();
}

Status take_out(Checked& checked) {
    FigureResult& figure = *checked.figure;
    const auto& places = checked.grid.places;
    figure.withheld = checked.grid.withheld();
    if (figure.withheld == static_cast<std::int64_t>(places.size())) {
        withhold_whole(figure);
        return {};
    }
    std::vector<std::vector<Cell>> rows;
    for (std::size_t at = 0; at < places.size(); ++at) {
        auto& row = figure.table.rows[at];
        if (places[at].is_withheld && has_no_series(figure.definition)) {
            continue;
        }
        for (const auto* name : {"value", "lower", "upper", "n"}) {
            if (const auto column = figure.table.column(name);
                places[at].is_withheld && column < row.size()) {
                row[column] = {};
            }
        }
        rows.push_back(std::move(row));
    }
    figure.table.rows = std::move(rows);
    if (figure.withheld > 0) {
        figure.captions.push_back(
            fmt::format("{} of {} values are withheld: too few accounts, too much of one or two of "
                        "them, or a withheld value would follow from it.",
                        figure.withheld, places.size()));
    }
    return say_again(figure);
}

Status take_out_cohorts(FigureResult& figure, const PrivacyRule& rule) {
    const std::size_t n = figure.table.column("n");
    std::set<std::string> small;
    for (const auto& row : figure.table.rows) {
        if (number_or(row[n], 0) < static_cast<double>(rule.accounts_min)) {
            small.insert(to_text(row.front()));
        }
    }
    std::erase_if(figure.table.rows,
                  [&](const auto& row) { return small.contains(to_text(row.front())); });
    std::erase_if(figure.series, [&](const Series& one) { return small.contains(one.key); });
    std::erase_if(figure.verdicts,
                  [&](const Verdict& verdict) { return small.contains(verdict.cohort); });
    figure.withheld = static_cast<std::int64_t>(small.size());
    if (figure.table.rows.empty()) {
        withhold_whole(figure);
        return {};
    }
    if (!small.empty()) {
        figure.captions.push_back(fmt::format("{} cohort{} of fewer than {} accounts {} withheld.",
                                              small.size(), small.size() == 1 ? "" : "s",
                                              rule.accounts_min, small.size() == 1 ? "is" : "are"));
    }
    // What is pooled over cohorts would give the withheld ones away.
    const bool is_whole = small.empty();
    if (!is_whole) {
        std::erase_if(figure.verdicts,
                      [](const Verdict& verdict) { return verdict.cohort.empty(); });
        return say_again(figure);
    }
    return {};
}

}  // namespace orrery::study
