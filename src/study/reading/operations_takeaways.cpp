#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "study/reading/change.h"
#include "study/reading/comparison.h"
#include "study/reading/quantity.h"
#include "study/reading/takeaway_writers.h"

namespace orrery::study {
namespace {

/// Writes milliseconds as a reader says them: 640 ms, 2.4 s.
std::string duration_text(double milliseconds) {
    return milliseconds < 1000 ? fmt::format("{:.0f}\u00a0ms", milliseconds)
                               : fmt::format("{:.1f}\u00a0s", milliseconds / 1000);
}

const Series* series_of_key(const FigureResult& figure, std::string_view key) {
    const auto found = std::ranges::find(figure.series, key, &Series::key);
    return found == figure.series.end() ? nullptr : &*found;
}

}  // namespace

std::string token_classes(const FigureResult& figure) {
    const auto share = [&](std::string_view key) {
        const Series* series = series_of_key(figure, key);
        return series == nullptr ? 0 : last_of(figure, *series);
    };
    const double prompt = share("uncached") + share("written") + share("read");
    const double completion = share("text") + share("reasoning");
    const auto all = change_of(figure, "");
    if (!all || prompt + completion <= 0) {
        return {};
    }
    const std::string& when = all->when;
    const std::string first = fmt::format("{} of tokens are prompt {}", percent_text(prompt), when);
    const std::string read = prompt > 0 ? fmt::format(", {} of those read from a cache",
                                                      percent_text(share("read") / prompt))
                                        : std::string();
    return completion > 0 ? fmt::format("{}{}; {} of completions is reasoning", first, read,
                                        percent_text(share("reasoning") / completion))
                          : first + read;
}

std::string cache_savings(const FigureResult& figure) {
    const auto saved = statistic(figure, "saved_usd");
    const auto share = statistic(figure, "saved_share");
    if (!saved) {
        return {};
    }
    const std::string_view verb = *saved < 0 ? "cost" : "saved";
    const std::string amount = fmt::format("Caching {} {}", verb, dollars_text(std::abs(*saved)));
    return share ? fmt::format("{}, {} of what the same generations would have cost", amount,
                               percent_text(std::abs(*share)))
                 : amount;
}

std::string latency(const FigureResult& figure) {
    const auto half = change_of(figure, "p50");
    const auto most = change_of(figure, "p95");
    if (!half || !most) {
        return {};
    }
    return fmt::format("Half of the first tokens come within {}, 95 of 100 within {} {}",
                       duration_text(half->last), duration_text(most->last), half->when);
}

std::string fastest_provider(const FigureResult& figure) {
    const bool is_time = figure.definition.unit == Unit::milliseconds;
    const Series* best = nullptr;
    const Series* worst = nullptr;
    const auto is_better = [&](const Series& a, const Series& b) {
        return is_time == (last_of(figure, a) < last_of(figure, b));
    };
    for (const Series& series : figure.series) {
        best = best == nullptr || is_better(series, *best) ? &series : best;
        worst = worst == nullptr || is_better(*worst, series) ? &series : worst;
    }
    const auto change = best == nullptr ? std::nullopt : change_of(figure, best->key);
    if (!change) {
        return {};
    }
    const auto said = [&](const Series& series) {
        const double value = last_of(figure, series);
        return fmt::format(
            "{} {}", series.label,
            is_time ? duration_text(value) : quantity_text(std::round(value)) + " tokens a second");
    };
    const std::string& when = change->when;
    return best == worst ? fmt::format("{} in the median {}", said(*best), when)
                         : fmt::format("Fastest of the largest in the median {}: {}; slowest: {}",
                                       when, said(*best), said(*worst));
}

std::string providers(const FigureResult& figure) {
    const std::size_t share = figure.table.column("share");
    const std::size_t failed = figure.table.column("failed_share");
    if (std::max(share, failed) >= figure.table.columns.size()) {
        return {};
    }
    const auto& rows = figure.table.rows;
    const auto& first = rows.front();
    std::string text = fmt::format("{} serves {} of generations", to_text(first.front()),
                                   percent_text(number_or(first[share], 0)));
    const auto by_failures = [&](const auto& row) {
        return to_text(row.front()) == "other" ? -1 : number_or(row[failed], -1);
    };
    const auto worst = std::ranges::max_element(rows, {}, by_failures);
    return by_failures(*worst) <= 0
               ? text
               : fmt::format("{}; {} fails most often, {} of its generations", text,
                             to_text(worst->front()), percent_text(by_failures(*worst)));
}

std::string failures(const FigureResult& figure) {
    const auto change = change_of(figure, "");
    if (!change) {
        return {};
    }
    const Series* first = leader(figure);
    const std::string now =
        fmt::format("{} of generations fail {}", percent_text(change->last), change->when);
    const std::string trend =
        change->is_trend ? ", " + moved(change->first, change->last) : std::string();
    return first == nullptr || change->last <= 0
               ? now + trend
               : fmt::format("{}{}; of those, {} end as \u201c{}\u201d", now, trend,
                             percent_text(last_of(figure, *first) / change->last), first->label);
}

}  // namespace orrery::study
