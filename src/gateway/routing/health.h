#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace orrery::gateway {

/// How an attempt at an endpoint went.
enum class Outcome {
    good,
    failed,        ///< Connect error, timeout, 5xx, broken answer: counts as an outage.
    rate_limited,  ///< 429: a failure, but no outage; hold() where it says how long.
    client_fault,  ///< 4xx that any endpoint would give, or the client left: says nothing of it.
};

struct HealthFigures {
    std::int64_t attempts = 0;  ///< In the last 5 minutes, to 30 s; without client faults.
    std::int64_t failures = 0;  ///< Of them failed or rate limited.
    // Percentiles by nearest rank, to 4.5 %; nothing where nothing was measured.
    std::optional<double> ttft_p50_ms, ttft_p75_ms, ttft_p90_ms, ttft_p99_ms;
    std::optional<double> throughput_p50, throughput_p75, throughput_p90, throughput_p99;
};

/// The rolling record of every endpoint, shared by all loops. Thread-safe. Memory is bounded: a
/// fixed number of logarithmic buckets for each half minute of the last five, 16 KB an endpoint
/// that is in use.
class Health {
public:
    explicit Health(std::size_t endpoints);
    ~Health();

    /// `throughput` in completion tokens per second; nothing where there was no answer. Times in
    /// microseconds of any steady clock.
    void note(std::size_t endpoint, Outcome outcome, std::optional<double> ttft_ms,
              std::optional<double> throughput, std::int64_t now_us);
    /// Holds an endpoint back until a moment: what Retry-After asks for, at most 60 s from when it
    /// is first asked about. Of two holds the longer one counts.
    void hold(std::size_t endpoint, std::int64_t until_us);

    /// Tells whether the endpoint had an outage in the last 30 s: an attempt ended as `failed` less
    /// than 30 s ago and none has ended as `good` since; or it is held. Rate limits and client
    /// faults neither make an outage nor end one. One good answer ends it, but not a hold.
    [[nodiscard]] bool is_out(std::size_t endpoint, std::int64_t now_us) const;
    [[nodiscard]] HealthFigures figures(std::size_t endpoint, std::int64_t now_us) const;

    /// Counts requests in flight, for bounds on a provider and for metrics.
    void begin(std::size_t endpoint);
    void end(std::size_t endpoint);
    [[nodiscard]] std::int64_t in_flight(std::size_t endpoint) const;

private:
    struct Window;
    std::vector<std::unique_ptr<Window>> windows_;
};

}  // namespace orrery::gateway
