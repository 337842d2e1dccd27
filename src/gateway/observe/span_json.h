#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/observe/request_log.h"
#include "gateway/observe/trace_context.h"

namespace orrery::gateway {

/// What is kept of a generation until its spans are sent.
struct SpanSource {
    record::Generation generation;
    std::vector<Attempt> attempts;
    std::vector<std::string> failures;  ///< Owned texts of the attempts' `failure`.
    TraceParent trace;
    std::string span_id;
    std::int64_t began_us = 0;  ///< Unix, UTC.
    std::int64_t took_us = 0;
    int status = 0;

    /// Returns nothing for what makes no span: a page, or a trace that is not sampled.
    [[nodiscard]] static std::optional<SpanSource> of(const RequestReport& report);
};

/// Writes an ExportTraceServiceRequest in OTLP's JSON encoding.
[[nodiscard]] std::string otlp_json(std::span<const SpanSource> sources,
                                    std::string_view service_name);

/// Returns the conventions' name of a provider ("Google Vertex" is gcp.vertex_ai) where they have
/// one, else the name in lower case.
[[nodiscard]] std::string conventional_provider(std::string_view provider);

}  // namespace orrery::gateway
