#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/observe/metrics.h"

namespace orrery::gateway {

/// Buckets of times to the first token, as many as Histogram has.
inline constexpr std::size_t live_buckets = 17;

/// What has been counted since the start, of one provider or of all.
struct LiveCounts {
    std::uint64_t generations = 0;  ///< Ended, in whichever state.
    std::uint64_t errors = 0;       ///< Those that a provider or the gateway failed at.
    std::uint64_t tokens = 0;
    std::array<std::uint64_t, live_buckets> ttft{};
};

/// All counts at one moment.
struct LiveSums {
    std::int64_t at_us = 0;    ///< Of the steady clock.
    std::int64_t unix_us = 0;  ///< UTC.
    LiveCounts all;
    std::map<std::string, LiveCounts> providers;  ///< By name; "none" where none was reached.
};

/// Adds the counters of all loops up. An error is a generation that ended as upstream_cut,
/// error_mid_stream, timeout, upstream_error or lost: what a client sent wrongly (rejected) or left
/// (client_gone) is none.
[[nodiscard]] LiveSums live_sums(std::span<const Metrics* const> loops);

/// Times to the first token, in milliseconds, read from the histogram: exact to its bounds.
struct TtftQuantiles {
    std::optional<double> p50_ms;
    std::optional<double> p95_ms;
};

struct ProviderRates {
    std::string provider;
    std::uint64_t generations = 0;
    std::uint64_t errors = 0;
    double tokens_per_s = 0;
    TtftQuantiles ttft;
};

/// What happens now: rates over the last ten seconds, shares and quantiles over five minutes, and
/// the last quarter of an hour in steps. Nothing where the process is younger than a step.
struct LiveRates {
    static constexpr int window_s = 10;
    static constexpr int long_window_s = 300;
    static constexpr int step_s = 5;
    static constexpr std::size_t steps = 180;

    double requests_per_s = 0;
    double tokens_per_s = 0;
    std::optional<double> error_rate;
    TtftQuantiles ttft;
    std::vector<ProviderRates> providers;  ///< Most generations first.
    std::vector<std::optional<double>> step_requests_per_s;
    std::vector<std::optional<double>> step_tokens_per_s;
    std::vector<std::optional<double>> step_errors_per_s;
    std::uint64_t generations_today = 0;  ///< Ended since midnight UTC, or since the start.
    std::int64_t started_at_us = 0;       ///< Unix, UTC.
    std::int64_t running = 0;             ///< Requests that are being answered, a second ago.
};

/// Remembers sums of the last quarter of an hour and tells rates from them. Thread-safe.
class Rates {
public:
    Rates();
    ~Rates();
    Rates(const Rates&) = delete;
    Rates& operator=(const Rates&) = delete;

    /// REQUIRES: times rise. Called about once a second.
    void note(LiveSums sums);
    [[nodiscard]] LiveRates rates() const;

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace orrery::gateway
