#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "gateway/observe/request_log.h"

namespace orrery::gateway {

/// The counters of one loop; noted on its thread, read from any. Cheap to update: relaxed atomics,
/// and one look-up for each label set.
class Metrics {
public:
    /// Label sets of a family that are told apart; what comes later is counted as "other".
    static constexpr std::size_t label_sets_max = 512;

    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    /// REQUIRES: calls come from one thread.
    void note(const RequestReport& report);
    /// Adds one loop's figures to a Prometheus page (text format 0.0.4); see write_metrics.
    class Figures;
    [[nodiscard]] const Figures& figures() const { return *figures_; }

private:
    std::unique_ptr<Figures> figures_;
};

/// A gauge or counter that the page shows beside the metrics of requests.
struct Gauge {
    std::string_view name;  ///< "orrery_ledger_unapplied_bytes"
    std::string_view help;
    std::string labels;  ///< `provider="x"`, escaped, or empty.
    double value = 0;
    bool is_counter = false;
};

/// Writes the page of all loops, then the gauges. Each loop tells `label_sets_max` label sets of a
/// family apart; the rest is counted as "other". Unknown counts and times are left out, not zero.
///
/// | metric | labels |
/// |---|---|
/// | orrery_requests_total | api, status |
/// | orrery_generations_total | model, provider, terminal_state |
/// | orrery_tokens_total | model, provider, class (uncached_in, cache_read, cache_write, text_out,
/// | | | reasoning_out; whole_in and whole_out where parts exceed their total) | |
/// orrery_cost_nano_usd_total | model, provider | | orrery_attempts_total | provider, result (2xx,
/// 429, 4xx, 5xx, or why no answer came) | | orrery_request_seconds, orrery_gateway_seconds | api |
/// | orrery_ttft_seconds | model, provider |
///
/// Buckets in seconds. Requests: 0.01, then doubled to 81.92, and first tokens: 0.001 to 10 in 16
/// steps, both as OpenTelemetry's GenAI metrics advise (gen_ai.client.operation.duration,
/// gen_ai.server.time_to_first_token). The gateway's own time: 0.00001 to 0.1 in steps 1, 2.5, 5.
/// `model` is `none` for requests that reached no provider, so that clients cannot make labels up.
[[nodiscard]] std::string write_metrics(std::span<const Metrics* const> loops,
                                        std::span<const Gauge> gauges);

/// Escapes a label's value: backslash, quotation mark and line feed.
[[nodiscard]] std::string label_value(std::string_view text);

}  // namespace orrery::gateway
