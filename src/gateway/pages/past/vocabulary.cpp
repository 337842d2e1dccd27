#include "gateway/pages/past/vocabulary.h"

#include <array>

namespace orrery::gateway {
namespace {

constexpr std::array<AnalyticsMetric, 22> metrics = {{
    {"request_count", "Requests", "number", false, "count(*)"},
    {"requests_with_usage", "Requests that know their tokens", "number", false,
     "count(prompt_tokens + completion_tokens)"},
    {"requests_with_cost", "Requests that know their cost", "number", false,
     "count(cost_nano_usd)"},
    {"prompt_tokens", "Prompt tokens", "number", false, "sum(prompt_tokens)"},
    {"completion_tokens", "Completion tokens", "number", false, "sum(completion_tokens)"},
    {"reasoning_tokens", "Reasoning tokens", "number", false, "sum(reasoning_tokens)"},
    {"cached_tokens", "Tokens read from a cache", "number", false, "sum(cache_read_tokens)"},
    {"cache_write_tokens", "Tokens written to a cache", "number", false, "sum(cache_write_tokens)"},
    {"total_tokens", "All tokens", "number", false, "sum(prompt_tokens + completion_tokens)"},
    {"total_cost", "Cost", "currency", false, "sum(cost_nano_usd)"},
    {"byok_cost", "Cost at providers, with own keys", "currency", false,
     "sum(CASE WHEN is_byok THEN upstream_cost_nano_usd END)"},
    {"cache_discount", "Saved by caches", "currency", false, "sum(cache_discount_nano_usd)"},
    {"average_cost", "Cost of a request", "currency", true, "avg(cost_nano_usd)"},
    {"tool_calls", "Tool calls", "number", false, "sum(tool_calls)"},
    {"error_rate", "Requests that failed", "percent", true,
     "avg(CASE WHEN terminal_state IN ('upstream_cut', 'error_mid_stream', 'timeout', "
     "'upstream_error') THEN 1.0 WHEN terminal_state IS NOT NULL THEN 0.0 END)"},
    {"cancel_rate", "Requests that were cancelled", "percent", true,
     "avg(CASE WHEN cancelled THEN 1.0 WHEN NOT cancelled THEN 0.0 END)"},
    {"cache_hit_rate", "Prompt tokens read from a cache", "percent", true,
     "sum(CASE WHEN prompt_tokens IS NOT NULL THEN 1.0 * cache_read_tokens END) / "
     "nullif(sum(CASE WHEN cache_read_tokens IS NOT NULL THEN prompt_tokens END), 0)"},
    {"latency_p50", "Time to the first token, median", "latency", true,
     "quantile_cont(ttft_ms, 0.5)"},
    {"latency_p90", "Time to the first token, 90 %", "latency", true,
     "quantile_cont(ttft_ms, 0.9)"},
    {"latency_p99", "Time to the first token, 99 %", "latency", true,
     "quantile_cont(ttft_ms, 0.99)"},
    {"generation_time_p50", "Time of a whole answer, median", "latency", true,
     "quantile_cont(generation_ms, 0.5)"},
    {"throughput_p50", "Tokens a second, median", "throughput", true,
     "quantile_cont(CASE WHEN generation_ms > ttft_ms AND completion_tokens > 0 "
     "THEN 1000.0 * completion_tokens / (generation_ms - ttft_ms) END, 0.5)"},
}};

constexpr std::array<AnalyticsDimension, 12> dimensions = {{
    {"model", "Model", "model"},
    {"model_permaslug", "Model version", "permaslug"},
    {"variant", "Variant", "variant"},
    {"provider", "Provider", "provider"},
    {"api_key_id", "API key", "api_key_id"},
    {"app", "Application", "app"},
    {"api_type", "API", "api_type"},
    {"finish_reason", "Why the answer ended", "finish_reason"},
    {"terminal_state", "How the request ended", "terminal_state"},
    {"http_status", "HTTP status", "CAST(http_status AS VARCHAR)"},
    {"streamed", "Streamed", "CAST(streamed AS VARCHAR)"},
    {"is_byok", "With an own provider key", "CAST(is_byok AS VARCHAR)"},
}};

constexpr std::array<AnalyticsGranularity, 5> granularities = {{
    {"minute", "Minute", "date_trunc('minute', created_at)"},
    {"hour", "Hour", "date_trunc('hour', created_at)"},
    {"day", "Day", "day_of(created_at)"},
    {"week", "Week, from Monday", "week_of(created_at)"},
    {"month", "Month", "month_of(created_at)"},
}};

constexpr std::array<AnalyticsOperator, 8> operators = {{
    {"eq", "=", false, false},
    {"neq", "IS DISTINCT FROM", false, false},
    {"in", "IN", true, false},
    {"not_in", "NOT IN", true, false},
    {"gt", ">", false, true},
    {"gte", ">=", false, true},
    {"lt", "<", false, true},
    {"lte", "<=", false, true},
}};

}  // namespace

std::span<const AnalyticsMetric> analytics_metrics() {
    return metrics;
}

std::span<const AnalyticsDimension> analytics_dimensions() {
    return dimensions;
}

std::span<const AnalyticsGranularity> analytics_granularities() {
    return granularities;
}

std::span<const AnalyticsOperator> analytics_operators() {
    return operators;
}

}  // namespace orrery::gateway
