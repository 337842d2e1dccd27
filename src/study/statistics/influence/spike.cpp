#include "study/statistics/influence/spike.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "study/statistics/robust.h"

namespace orrery::study {
namespace {

constexpr std::size_t half_window = 4;
constexpr std::size_t neighbours_min = 5;
constexpr std::ptrdiff_t weeks_min = 9;
constexpr double spreads_min = 3;
constexpr double excess_min = 0.01;
constexpr std::size_t few_accounts_max = 3;
constexpr std::array excess_bands = {excess_min, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0};

std::vector<double> neighbourhood(std::span<const double> values, std::size_t centre) {
    std::vector<double> near;
    const std::size_t first = centre > half_window ? centre - half_window : 0;
    const std::size_t end = std::min(values.size(), centre + half_window + 1);
    for (std::size_t at = first; at < end; ++at) {
        if (!std::isnan(values[at])) {
            near.push_back(values[at]);
        }
    }
    return near;
}

double share_of(const SharePart& part) {
    return part.denominator > 0 ? part.numerator / part.denominator
                                : std::numeric_limits<double>::quiet_NaN();
}

SharePart without(const SharePart& total, const SharePart& part) {
    return {total.numerator - part.numerator, total.denominator - part.denominator};
}

std::vector<double> shares_of(std::span<const SharePart> totals) {
    std::vector<double> shares;
    for (const SharePart& total : totals) {
        shares.push_back(share_of(total));
    }
    return shares;
}

/// Lists the accounts that raise a week's share, the one that raises it most first.
std::vector<std::size_t> influential_accounts(const ShareSeries& series, std::size_t week) {
    const double share = share_of(series.totals[week]);
    std::vector<std::pair<double, std::size_t>> left;
    for (std::size_t account = 0; account < series.accounts.size(); ++account) {
        const SharePart rest = without(series.totals[week], series.accounts[account][week]);
        // Nothing is left of a week that one account made up: it has all the influence.
        const double without_it = rest.denominator > 0 ? share_of(rest) : -1;
        if (without_it < share) {
            left.emplace_back(without_it, account);
        }
    }
    std::ranges::sort(left);
    std::vector<std::size_t> accounts;
    for (const auto& [share_left, account] : left) {
        accounts.push_back(account);
    }
    return accounts;
}

bool stays_without(const ShareSeries& series, std::size_t week,
                   std::span<const std::size_t> accounts) {
    std::vector<SharePart> totals = series.totals;
    for (const std::size_t account : accounts) {
        for (std::size_t at = 0; at < totals.size(); ++at) {
            totals[at] = without(totals[at], series.accounts[account][at]);
        }
    }
    return hampel_high(shares_of(totals), excess_min)[week];
}

SpikeClass class_of(const ShareSeries& series, std::size_t week) {
    const auto ranked = influential_accounts(series, week);
    const std::span<const std::size_t> accounts(ranked);
    if (accounts.empty()) {
        return SpikeClass::broad;
    }
    if (!stays_without(series, week, accounts.first(1))) {
        return SpikeClass::single_account;
    }
    const auto few = accounts.first(std::min(few_accounts_max, accounts.size()));
    return stays_without(series, week, few) ? SpikeClass::broad : SpikeClass::few_accounts;
}

}  // namespace

std::vector<bool> hampel_high(std::span<const double> values, double least) {
    std::vector<bool> high(values.size());
    for (std::size_t at = 0; at < values.size(); ++at) {
        const auto near = neighbourhood(values, at);
        if (std::isnan(values[at]) || near.size() < neighbours_min) {
            continue;
        }
        const double excess = values[at] - median(near);
        high[at] = excess > spreads_min * scaled_mad(near) && excess >= least;
    }
    return high;
}

SpikeReading read_spikes(const ShareSeries& series) {
    SpikeReading reading;
    const auto shares = shares_of(series.totals);
    const auto known =
        std::ranges::count_if(shares, [](double share) { return !std::isnan(share); });
    if (known < weeks_min) {
        return reading;
    }
    const auto high = hampel_high(shares, excess_min);
    for (std::size_t week = 0; week < shares.size(); ++week) {
        if (!high[week]) {
            continue;
        }
        Spike spike{series.weeks[week], shares[week], median(neighbourhood(shares, week)),
                    class_of(series, week)};
        // An excess of all there is, 1, ends the last band.
        const auto above =
            std::min(std::ranges::upper_bound(excess_bands, spike.share - spike.usual),
                     excess_bands.end() - 1);
        spike.excess_lower = *(above - 1);
        spike.excess_upper = *above;
        reading.spikes.push_back(std::move(spike));
    }
    reading.verdict = reading.spikes.empty() ? SpikeVerdict::none : SpikeVerdict::found;
    return reading;
}

std::string_view spike_class_name(SpikeClass spike_class) {
    switch (spike_class) {
        case SpikeClass::single_account:
            return "single_account";
        case SpikeClass::few_accounts:
            return "few_accounts";
        case SpikeClass::broad:
            return "broad";
    }
    return {};
}

}  // namespace orrery::study
