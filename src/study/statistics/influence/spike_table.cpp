#include "study/statistics/influence/spike_table.h"

#include <map>
#include <string>
#include <vector>

#include "study/statistics/influence/spike.h"

namespace orrery::study {
namespace {

/// Reads each signal's series, in the order of the names. REQUIRES: rows are sorted by week.
std::map<std::string, ShareSeries> read_signals(const Table& table) {
    const std::size_t week = table.column("week");
    const std::size_t account = table.column("account");
    const std::size_t numerator = table.column("numerator");
    const std::size_t denominator = table.column("denominator");
    const auto part = [&](const auto& row) {
        return SharePart{number_or(row[numerator], 0), number_or(row[denominator], 0)};
    };
    std::map<std::string, ShareSeries> signals;
    std::map<std::string, std::map<std::string, std::size_t>> positions;
    for (const auto& row : table.rows) {
        if (number_or(row[account], 0) == 0) {
            ShareSeries& series = signals[to_text(row.front())];
            positions[to_text(row.front())][to_text(row[week])] = series.weeks.size();
            series.weeks.push_back(to_text(row[week]));
            series.totals.push_back(part(row));
        }
    }
    for (const auto& row : table.rows) {
        const auto number = static_cast<std::size_t>(number_or(row[account], 0));
        if (number > 0) {
            ShareSeries& series = signals[to_text(row.front())];
            if (number > series.accounts.size()) {
                series.accounts.resize(number, std::vector<SharePart>(series.weeks.size()));
            }
            const std::size_t at = positions[to_text(row.front())].at(to_text(row[week]));
            series.accounts[number - 1][at] = part(row);
        }
    }
    return signals;
}

}  // namespace

Status spike_table(FigureResult& figure) {
    const auto signals = read_signals(figure.table);
    figure.table = {{"signal", "week", "verdict", "share", "usual_share", "excess_share_at_least",
                     "excess_share_below"},
                    {}};
    for (const auto& [signal, series] : signals) {
        const SpikeReading reading = read_spikes(series);
        for (const Spike& spike : reading.spikes) {
            figure.table.rows.push_back(
                {signal, spike.week, std::string(spike_class_name(spike.spike_class)), spike.share,
                 spike.usual, spike.excess_lower, spike.excess_upper});
        }
        if (reading.spikes.empty()) {
            const bool is_short = reading.verdict == SpikeVerdict::insufficient_data;
            figure.table.rows.push_back({signal, Cell(),
                                         std::string(is_short ? "insufficient_data" : "none"),
                                         Cell(), Cell(), Cell(), Cell()});
        }
    }
    return {};
}

}  // namespace orrery::study
