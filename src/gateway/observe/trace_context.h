#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace orrery::gateway {

/// W3C trace context (www.w3.org/TR/trace-context): version 00 only, lower-case hexadecimal, no
/// all-zero ids.
struct TraceParent {
    std::string trace_id;   ///< 32 digits.
    std::string parent_id;  ///< 16 digits.
    bool is_sampled = true;

    bool operator==(const TraceParent&) const = default;
};
[[nodiscard]] std::optional<TraceParent> parse_trace_parent(std::string_view text);
/// Returns `traceparent` for the provider: the client's trace with a span of ours, or a new trace.
[[nodiscard]] std::string trace_parent_text(const std::optional<TraceParent>& client,
                                            std::string_view span_id);
/// Returns a new span id: 16 random digits, not all zero. No system call but the thread's first.
[[nodiscard]] std::string new_span_id();

}  // namespace orrery::gateway
