#include "study/statistics/market/inflection.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <span>

#include "study/reading/quantity.h"
#include "study/statistics/change_points.h"

namespace orrery::study {
namespace {

/// Milliseconds since 1970 of an ISO date, the x of lines on time axes.
double instant(const std::string& date) {
    const std::chrono::year_month_day day{
        std::chrono::year(std::stoi(date.substr(0, 4))),
        std::chrono::month(static_cast<unsigned>(std::stoi(date.substr(5, 2)))),
        std::chrono::day(static_cast<unsigned>(std::stoi(date.substr(8, 2))))};
    const auto days = std::chrono::sys_days(day).time_since_epoch();
    return static_cast<double>(std::chrono::milliseconds(days).count());
}

WeeklyMarket read_market(const Table& table) {
    const std::size_t series = table.column("series");
    const std::size_t value = table.column("value");
    std::map<std::string, std::size_t> weeks;
    std::map<std::string, std::size_t> models;
    for (const auto& row : table.rows) {
        weeks.emplace(to_text(row.front()), 0);
        models.emplace(to_text(row[series]), models.size());
    }
    WeeklyMarket market;
    for (auto& [week, position] : weeks) {
        position = market.weeks.size();
        market.weeks.push_back(week);
    }
    market.tokens.assign(models.size(), std::vector<double>(market.weeks.size()));
    for (const auto& row : table.rows) {
        market.tokens[models[to_text(row[series])]][weeks[to_text(row.front())]] +=
            number_or(row[value], 0);
    }
    return market;
}

std::size_t largest_of(const WeeklyMarket& market) {
    const auto total = [](const auto& tokens) {
        return std::accumulate(tokens.begin(), tokens.end(), 0.0);
    };
    return static_cast<std::size_t>(std::ranges::max_element(market.tokens, {}, total) -
                                    market.tokens.begin());
}

void add_series(FigureResult& figure, const WeeklyMarket& market, const char* key,
                const std::vector<double>& numbers,
                const std::map<std::string, std::int64_t>& counts) {
    for (std::size_t week = 0; week < numbers.size(); ++week) {
        if (!std::isnan(numbers[week])) {
            figure.table.rows.push_back({market.weeks[week],
                                         std::string(key),
                                         numbers[week],
                                         {},
                                         {},
                                         counts.at(market.weeks[week])});
        }
    }
}

/// Says what an inflection is and draws it.
void add_inflection(FigureResult& figure, const Inflection& change, const std::string& begins) {
    figure.captions.push_back(fmt::format(
        "Week of {}: the mean goes from {:.1f} to {:.1f} equal models; {} of the next ten weeks "
        "hold 1.5 times the mean before, and without the largest model it is {:.1f} times.",
        date_text(change.week), change.before, change.after, change.weeks_held,
        change.ratio_without_top));
    const double at = instant(change.week);
    constexpr double ten_weeks = 70.0 * 86'400'000;
    figure.events.push_back({change.week, "Market opens up", {}});
    figure.trends.push_back(
        {"mean before", {{instant(begins), change.before}, {at, change.before}}});
    figure.trends.push_back({"mean after", {{at, change.after}, {at + ten_weeks, change.after}}});
    figure.statistics.push_back({"before", change.before, "mean of the weeks before"});
    figure.statistics.push_back({"after", change.after, "mean of the ten weeks after"});
}

/// Lists in one sentence the changes of the mean that are no inflection.
void add_other_changes(FigureResult& figure, std::span<const Inflection> candidates) {
    std::string list;
    for (const Inflection& change : candidates) {
        if (!change.accepted) {
            list += fmt::format("{}{} ({:.1f} to {:.1f})", list.empty() ? "" : ", ",
                                date_text(change.week), change.before, change.after);
        }
    }
    if (!list.empty()) {
        figure.captions.push_back(fmt::format(
            "The mean also changes, by too little or not for long, in the weeks of {}.", list));
    }
}

}  // namespace

Status market_inflection(FigureResult& figure) {
    const WeeklyMarket market = read_market(figure.table);
    const std::size_t n = figure.table.column("n");
    std::map<std::string, std::int64_t> counts;
    for (const auto& row : figure.table.rows) {
        counts[to_text(row.front())] += static_cast<std::int64_t>(number_or(row[n], 0));
    }
    figure.table.rows.clear();
    add_series(figure, market, "all", effective_models(market), counts);
    add_series(figure, market, "without_top", effective_models(market, largest_of(market)), counts);
    const InflectionReading reading = read_inflections(market);
    const bool is_read = reading.verdict != InflectionVerdict::insufficient_data;
    const auto accepted = std::ranges::count_if(reading.candidates, &Inflection::accepted);
    figure.statistics.push_back(
        {"inflections", is_read ? std::optional(static_cast<double>(accepted)) : std::nullopt,
         "accepted changes; nothing with fewer than sixteen complete weeks"});
    if (!is_read) {
        figure.captions.emplace_back("Fewer than sixteen complete weeks: too few to be read.");
    }
    std::string begins = market.weeks.front();
    for (const Inflection& change : reading.candidates) {
        if (change.accepted) {
            add_inflection(figure, change, begins);
        }
        begins = change.week;
    }
    add_other_changes(figure, reading.candidates);
    return {};
}

}  // namespace orrery::study
