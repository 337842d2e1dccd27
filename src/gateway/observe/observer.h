#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "gateway/observe/request_log.h"
#include "http/client.h"
#include "net/loop.h"

namespace orrery::gateway {

/// W3C trace context (www.w3.org/TR/trace-context): version 00 only, lower-case hexadecimal, no
/// all-zero ids.
struct TraceParent {
    std::string trace_id;   ///< 32 digits.
    std::string parent_id;  ///< 16 digits.
    bool is_sampled = true;
};
[[nodiscard]] std::optional<TraceParent> parse_trace_parent(std::string_view text);
/// Returns `traceparent` for the provider: the client's trace with a span of ours, or a new trace.
[[nodiscard]] std::string trace_parent_text(const std::optional<TraceParent>& client,
                                            std::string_view span_id);

/// The counters of one loop; read from any thread. Cheap to update: relaxed atomics, label sets
/// found by pointers that are resolved once for each endpoint.
class Metrics {
public:
    Metrics();
    ~Metrics();
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
/// Writes the page of all loops: orrery_requests_total{api,status}, orrery_generations_total{model,
/// provider,terminal_state}, orrery_tokens_total{model,provider,class}, orrery_cost_nano_usd_total,
/// orrery_attempts_total{provider,result}, histograms orrery_request_seconds, orrery_ttft_seconds,
/// orrery_gateway_seconds, then the gauges. Label sets are bounded; the rest is counted as "other".
[[nodiscard]] std::string write_metrics(std::span<const Metrics* const> loops,
                                        std::span<const Gauge> gauges);

/// Writes one JSON line a request: no header, no body, no secret. Lines are buffered and written by
/// a thread of its own; when it cannot keep up lines are dropped and counted. Reopens on reopen().
class AccessLog {
public:
    /// `target`: "stderr", "stdout" or a file.
    [[nodiscard]] static Result<std::unique_ptr<AccessLog>> open(const std::string& target);
    ~AccessLog();
    void note(const RequestReport& report);
    void reopen();  ///< After logrotate has moved the file.
    [[nodiscard]] std::uint64_t dropped() const;

private:
    class State;
    explicit AccessLog(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Sends OpenTelemetry spans of generations to a collector over OTLP/HTTP with JSON, by the GenAI
/// semantic conventions: `chat {model}` with gen_ai.* attributes, no content, a child for each
/// attempt. Batched on one loop, bounded, retried with back-off; what does not fit is counted.
class Spans {
public:
    Spans(net::Loop& loop, http::Pool& pool, http::Origin collector, std::string service_name);
    ~Spans();
    void note(const RequestReport& report);  ///< From any loop's thread.
    [[nodiscard]] net::Task<void> run();     ///< Until stop(); flushes what is there.
    void stop();
    [[nodiscard]] std::uint64_t dropped() const;

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace orrery::gateway
