#include "study/statistics/market/movers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "study/reading/quantity.h"

namespace orrery::study {
namespace {

constexpr std::size_t weeks_read = 4;

/// Tokens of this week and of the three before, the latest first.
struct Mover {
    std::string name;
    std::array<double, weeks_read> tokens{};
    std::int64_t n = 0;  ///< Generations of this week.
};

struct Weeks {
    std::string week;
    std::array<double, weeks_read> totals{};
    std::vector<Mover> named;
    Mover other{"other"};

    [[nodiscard]] double share(const Mover& mover, std::size_t ago) const {
        return mover.tokens[ago] / totals[ago];
    }
    [[nodiscard]] double change(const Mover& mover) const {
        return share(mover, 0) - share(mover, 1);
    }
};

void add(Mover& sum, const Mover& part) {
    for (std::size_t ago = 0; ago < weeks_read; ++ago) {
        sum.tokens[ago] += part.tokens[ago];
    }
    sum.n += part.n;
}

Weeks read_weeks(const Table& table) {
    const std::size_t week = table.column("week");
    const std::size_t weeks_ago = table.column("weeks_ago");
    const std::size_t tokens = table.column("tokens");
    const std::size_t n = table.column("n");
    Weeks weeks;
    std::map<std::string, Mover> named;
    for (const auto& row : table.rows) {
        const auto ago = static_cast<std::size_t>(number_or(row[weeks_ago], weeks_read));
        if (ago >= weeks_read) {
            continue;
        }
        const bool is_named = !std::holds_alternative<std::monostate>(row.front());
        Mover& mover = is_named ? named[to_text(row.front())] : weeks.other;
        mover.tokens[ago] += number_or(row[tokens], 0);
        weeks.totals[ago] += number_or(row[tokens], 0);
        if (ago == 0) {
            mover.n += static_cast<std::int64_t>(number_or(row[n], 0));
            weeks.week = to_text(row[week]);
        }
    }
    for (auto& [name, mover] : named) {
        mover.name = name;
        weeks.named.push_back(std::move(mover));
    }
    return weeks;
}

std::vector<Cell> row_of(const Weeks& weeks, const Mover& mover, const std::string& direction) {
    Cell mean_tokens;
    Cell change_from_mean;
    if (weeks.totals[2] > 0 && weeks.totals[3] > 0) {
        mean_tokens = std::round((mover.tokens[1] + mover.tokens[2] + mover.tokens[3]) / 3);
        change_from_mean =
            weeks.share(mover, 0) -
            (weeks.share(mover, 1) + weeks.share(mover, 2) + weeks.share(mover, 3)) / 3;
    }
    return {mover.name,          direction,        mover.tokens[0],
            mover.tokens[1],     mean_tokens,      weeks.share(mover, 0),
            weeks.change(mover), change_from_mean, mover.n};
}

}  // namespace

Status movers(FigureResult& figure) {
    Weeks weeks = read_weeks(figure.table);
    figure.table = {
        {figure.definition.x.front(), "direction", "tokens", "tokens_week_before",
         "tokens_mean_of_three", "share", "share_change", "share_change_from_mean", "n"},
        {}};
    if (weeks.totals[0] <= 0 || weeks.totals[1] <= 0) {
        return {};
    }
    std::ranges::stable_sort(weeks.named, std::greater(),
                             [&](const Mover& mover) { return weeks.change(mover); });
    const std::size_t count = weeks.named.size();
    std::vector<std::vector<Cell>> fallers;
    for (std::size_t at = 0; at < count; ++at) {
        const Mover& mover = weeks.named[at];
        if (at < movers_max && weeks.change(mover) > 0) {
            figure.table.rows.push_back(row_of(weeks, mover, "rises"));
        } else if (count - at <= movers_max && weeks.change(mover) < 0) {
            fallers.push_back(row_of(weeks, mover, "falls"));
        } else {
            add(weeks.other, mover);
        }
    }
    figure.table.rows.insert(figure.table.rows.end(), fallers.rbegin(), fallers.rend());
    if (weeks.other.tokens[0] > 0 || weeks.other.tokens[1] > 0) {
        figure.table.rows.push_back(row_of(weeks, weeks.other, "other"));
    }
    figure.events.push_back({weeks.week, "last complete week", {}});
    figure.captions.push_back("The week of " + date_text(weeks.week) +
                              ", beside the week before and the mean of the three weeks before.");
    return {};
}

}  // namespace orrery::study
