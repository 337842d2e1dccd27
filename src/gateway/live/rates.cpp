#include "gateway/live/rates.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

#include "base/time.h"
#include "gateway/observe/figures.h"
#include "gateway/station/station.h"

namespace orrery::gateway {
namespace {

static_assert(live_buckets == Histogram::buckets_max);

bool is_error(std::string_view state) {
    return state == "upstream_cut" || state == "error_mid_stream" || state == "timeout" ||
           state == "upstream_error" || state == "lost";
}

/// Reads the provider out of `model="…",provider="…"`. A quotation mark within a name has a
/// backslash before it, so the last such separator is the true one.
std::string provider_of(std::string_view labels) {
    constexpr std::string_view separator = "\",provider=\"";
    const std::size_t found = labels.rfind(separator);
    std::string name;
    if (found == std::string_view::npos) {
        return name;
    }
    const std::string_view escaped = labels.substr(found + separator.size());
    for (std::size_t i = 0; i + 1 < escaped.size(); ++i) {
        if (escaped[i] == '\\' && i + 2 < escaped.size()) {
            ++i;
            name += escaped[i] == 'n' ? '\n' : escaped[i];
        } else {
            name += escaped[i];
        }
    }
    return name;
}

void add(const EndpointFigures& figures, LiveCounts& counts) {
    for (std::size_t i = 0; i < terminal_states.size(); ++i) {
        const std::uint64_t ended = figures.generations[i].value();
        counts.generations += ended;
        counts.errors += is_error(terminal_states[i]) ? ended : 0;
    }
    for (const Counter& counter : figures.tokens) {
        counts.tokens += counter.value();
    }
    for (std::size_t i = 0; i < live_buckets; ++i) {
        counts.ttft[i] += figures.ttft.bucket(i);
    }
}

/// Counters never fall, but they are read one after the other.
std::uint64_t gained(std::uint64_t later, std::uint64_t earlier) {
    return later > earlier ? later - earlier : 0;
}

LiveCounts between(const LiveCounts& earlier, const LiveCounts& later) {
    LiveCounts counts;
    counts.generations = gained(later.generations, earlier.generations);
    counts.errors = gained(later.errors, earlier.errors);
    counts.tokens = gained(later.tokens, earlier.tokens);
    for (std::size_t i = 0; i < live_buckets; ++i) {
        counts.ttft[i] = gained(later.ttft[i], earlier.ttft[i]);
    }
    return counts;
}

/// Reads a quantile, as if a bucket's values were spread evenly over it. What lies beyond the last
/// bound counts as that.
std::optional<double> quantile_ms(const LiveCounts& counts, double share) {
    std::uint64_t all = 0;
    for (const std::uint64_t count : counts.ttft) {
        all += count;
    }
    if (all == 0) {
        return std::nullopt;
    }
    const double wanted = share * static_cast<double>(all);
    double below = 0;
    for (std::size_t i = 0; i < ttft_bounds_us.size(); ++i) {
        const auto count = static_cast<double>(counts.ttft[i]);
        if (count > 0 && below + count >= wanted) {
            const double low = i == 0 ? 0 : static_cast<double>(ttft_bounds_us[i - 1]);
            const auto high = static_cast<double>(ttft_bounds_us[i]);
            return (low + (high - low) * (wanted - below) / count) / 1000;
        }
        below += count;
    }
    return static_cast<double>(ttft_bounds_us.back()) / 1000;
}

TtftQuantiles quantiles_of(const LiveCounts& counts) {
    return {quantile_ms(counts, 0.5), quantile_ms(counts, 0.95)};
}

double seconds_between(const LiveSums& earlier, const LiveSums& later) {
    return static_cast<double>(later.at_us - earlier.at_us) / second_us;
}

/// Fills in what is told over five minutes, the time between two sums.
void fill_window(const LiveSums& start, const LiveSums& newest, LiveRates& rates) {
    const double seconds = seconds_between(start, newest);
    const LiveCounts counts = between(start.all, newest.all);
    if (counts.generations > 0) {
        rates.error_rate =
            static_cast<double>(counts.errors) / static_cast<double>(counts.generations);
    }
    rates.ttft = quantiles_of(counts);
    for (const auto& [provider, sums] : newest.providers) {
        const auto old = start.providers.find(provider);
        const LiveCounts own = old == start.providers.end() ? sums : between(old->second, sums);
        if (own.generations > 0) {
            rates.providers.push_back({provider, own.generations, own.errors,
                                       static_cast<double>(own.tokens) / seconds,
                                       quantiles_of(own)});
        }
    }
    std::ranges::stable_sort(rates.providers, std::greater(), &ProviderRates::generations);
}

/// Fills in the last quarter of an hour; steps before the start stay unknown.
void fill_steps(const std::deque<LiveSums>& steps, LiveRates& rates) {
    for (auto* series :
         {&rates.step_requests_per_s, &rates.step_tokens_per_s, &rates.step_errors_per_s}) {
        series->resize(LiveRates::steps);
    }
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
        const std::size_t at = LiveRates::steps - (steps.size() - 1) + i;
        const double seconds = seconds_between(steps[i], steps[i + 1]);
        const LiveCounts counts = between(steps[i].all, steps[i + 1].all);
        rates.step_requests_per_s[at] = static_cast<double>(counts.generations) / seconds;
        rates.step_tokens_per_s[at] = static_cast<double>(counts.tokens) / seconds;
        rates.step_errors_per_s[at] = static_cast<double>(counts.errors) / seconds;
    }
}

}  // namespace

LiveSums live_sums(std::span<const Metrics* const> loops) {
    LiveSums sums;
    sums.at_us = steady_us();
    sums.unix_us = unix_us();
    for (const Metrics* loop : loops) {
        loop->figures().endpoints.for_each([&](const EndpointFigures& figures) {
            add(figures, sums.all);
            add(figures, sums.providers[provider_of(figures.labels)]);
        });
    }
    return sums;
}

class Rates::State {
public:
    /// Returns what is the nearest to so many seconds before the newest, and not the newest.
    [[nodiscard]] const LiveSums* before(const std::deque<LiveSums>& kept, int seconds) const {
        const LiveSums* found = nullptr;
        for (const LiveSums& sums : kept) {
            const bool is_older = newest_.at_us - sums.at_us >= seconds * second_us;
            if (sums.at_us < newest_.at_us && (found == nullptr || is_older)) {
                found = &sums;
            }
        }
        return found;
    }

    mutable std::mutex mutex_;
    LiveSums newest_;
    std::deque<LiveSums> seconds_;  ///< Of the last ten seconds.
    std::deque<LiveSums> steps_;    ///< One every five seconds.
    std::int64_t started_at_us_ = 0;
    std::uint64_t at_midnight_ = 0;  ///< Generations since the start, a second too late at most.
};

Rates::Rates() : state_(std::make_unique<State>()) {}
Rates::~Rates() = default;

void Rates::note(LiveSums sums) {
    const std::scoped_lock lock(state_->mutex_);
    auto& steps = state_->steps_;
    if (steps.empty()) {
        state_->started_at_us_ = sums.unix_us;
    } else if (sums.unix_us / day_us > state_->newest_.unix_us / day_us) {
        state_->at_midnight_ = sums.all.generations;
    }
    if (steps.empty() || sums.at_us - steps.back().at_us >= LiveRates::step_s * second_us) {
        steps.push_back(sums);
        if (steps.size() > LiveRates::steps + 1) {
            steps.pop_front();
        }
    }
    state_->seconds_.push_back(sums);
    while (sums.at_us - state_->seconds_.front().at_us > LiveRates::window_s * second_us) {
        state_->seconds_.pop_front();
    }
    state_->newest_ = std::move(sums);
}

LiveRates Rates::rates() const {
    LiveRates rates;
    const std::scoped_lock lock(state_->mutex_);
    const LiveSums& newest = state_->newest_;
    rates.generations_today = gained(newest.all.generations, state_->at_midnight_);
    rates.started_at_us = state_->started_at_us_;
    if (const LiveSums* start = state_->before(state_->seconds_, LiveRates::window_s)) {
        const double seconds = seconds_between(*start, newest);
        const LiveCounts counts = between(start->all, newest.all);
        rates.requests_per_s = static_cast<double>(counts.generations) / seconds;
        rates.tokens_per_s = static_cast<double>(counts.tokens) / seconds;
    }
    if (const LiveSums* start = state_->before(state_->steps_, LiveRates::long_window_s)) {
        fill_window(*start, newest, rates);
    }
    fill_steps(state_->steps_, rates);
    return rates;
}

}  // namespace orrery::gateway
