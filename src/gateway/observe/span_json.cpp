#include "gateway/observe/span_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/embedded.h"
#include "base/format/json.h"

namespace orrery::gateway {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kind_client = 3;
constexpr int status_error = 2;

/// Providers by our names in lower case, and as the conventions' list of gen_ai.provider.name has
/// them.
constexpr std::array conventional = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"amazon bedrock", "aws.bedrock"},
     {"azure", "azure.ai.openai"},
     {"google", "gcp.gemini"},
     {"google ai studio", "gcp.gemini"},
     {"google vertex", "gcp.vertex_ai"},
     {"mistral", "mistral_ai"},
     {"xai", "x_ai"}});

/// The attributes of a span; unknown ones are left out.
class Attributes {
public:
    void text(std::string_view key, std::string_view value) { add(key, "stringValue", value); }
    /// 64-bit numbers are decimal texts in OTLP's JSON.
    void number(std::string_view key, std::int64_t value) {
        add(key, "intValue", std::to_string(value));
    }
    void known(std::string_view key, const std::optional<std::string>& value) {
        if (value) {
            text(key, *value);
        }
    }
    void known(std::string_view key, const std::optional<std::int64_t>& value) {
        if (value) {
            number(key, *value);
        }
    }
    void known(std::string_view key, const std::optional<double>& value) {
        if (value) {
            add(key, "doubleValue", *value);
        }
    }
    void known(std::string_view key, const std::optional<bool>& value) {
        if (value) {
            add(key, "boolValue", *value);
        }
    }
    /// A list of one.
    void known_list(std::string_view key, const std::optional<std::string>& value) {
        if (value) {
            Json one;
            one["stringValue"] = *value;
            Json list;
            list["values"] = Json::array();
            list["values"].push_back(std::move(one));
            add(key, "arrayValue", std::move(list));
        }
    }
    Json take() { return std::move(list_); }

private:
    void add(std::string_view key, const char* type, Json value) {
        Json attribute;
        attribute["key"] = key;
        attribute["value"][type] = std::move(value);
        list_.push_back(std::move(attribute));
    }
    Json list_ = Json::array();
};

/// Names the operation as gen_ai.operation.name has it: what is said in turns is a chat.
std::string_view operation_of(const record::Generation& generation) {
    const std::string_view api = generation.api_type ? *generation.api_type : std::string_view();
    return api == "embeddings" ? "embeddings" : api == "completion" ? "text_completion" : "chat";
}

Json span_of(const TraceParent& trace, std::string_view span_id, std::string_view parent_id,
             std::string_view name, std::int64_t began_us, std::int64_t took_us) {
    Json span;
    span["traceId"] = trace.trace_id;
    span["spanId"] = span_id;
    if (!parent_id.empty()) {
        span["parentSpanId"] = parent_id;
    }
    span["name"] = name;
    span["kind"] = kind_client;
    span["startTimeUnixNano"] = std::to_string(began_us * 1000);
    span["endTimeUnixNano"] = std::to_string((began_us + took_us) * 1000);
    return span;
}

Json attributes_of(const SpanSource& source, std::string_view error) {
    const record::Generation& generation = source.generation;
    Attributes attributes;
    attributes.text("gen_ai.operation.name", operation_of(generation));
    if (generation.provider) {
        attributes.text("gen_ai.provider.name", conventional_provider(*generation.provider));
    }
    attributes.known("gen_ai.request.model", generation.model_requested);
    attributes.known("gen_ai.response.model", generation.model);
    attributes.known("gen_ai.response.id", generation.generation_id);
    attributes.known_list("gen_ai.response.finish_reasons", generation.finish_reason);
    attributes.known("gen_ai.usage.input_tokens", generation.prompt_tokens);
    attributes.known("gen_ai.usage.output_tokens", generation.completion_tokens);
    attributes.known("gen_ai.usage.cache_read.input_tokens", generation.cache_read_tokens);
    attributes.known("gen_ai.usage.cache_creation.input_tokens", generation.cache_write_tokens);
    attributes.known("gen_ai.usage.reasoning.output_tokens", generation.reasoning_tokens);
    attributes.known("gen_ai.conversation.id", generation.session_hash);
    attributes.number("http.response.status_code", source.status);
    if (!error.empty()) {
        attributes.text("error.type", error);
    }
    attributes.known("orrery.streamed", generation.streamed);
    attributes.known("orrery.terminal_state", generation.terminal_state);
    attributes.known("orrery.strategy", generation.strategy);
    attributes.known("orrery.usage_provenance", generation.usage_provenance);
    attributes.known("orrery.ttft_ms", generation.ttft_ms);
    attributes.known("orrery.gateway_us", generation.gateway_us);
    attributes.known("orrery.cost_nano_usd", generation.cost_nano_usd);
    return attributes.take();
}

Json attempt_span(const SpanSource& source, std::size_t index) {
    const Attempt& attempt = source.attempts[index];
    const std::string& failure = source.failures[index];
    Json span =
        span_of(source.trace, new_span_id(), source.span_id,
                fmt::format("attempt {}", attempt.provider), attempt.began_us, attempt.took_us);
    Attributes attributes;
    attributes.text("gen_ai.operation.name", operation_of(source.generation));
    attributes.text("gen_ai.provider.name", conventional_provider(attempt.provider));
    attributes.text("gen_ai.request.model", std::string_view(attempt.upstream_model));
    if (attempt.status != 0) {
        attributes.number("http.response.status_code", attempt.status);
    }
    if (index > 0) {
        attributes.number("http.request.resend_count", static_cast<std::int64_t>(index));
    }
    attributes.known("orrery.is_byok", std::optional<bool>(attempt.is_byok));
    const bool is_bad = !failure.empty() || attempt.status >= 400;
    if (is_bad) {
        attributes.text("error.type", failure.empty() ? std::to_string(attempt.status) : failure);
        span["status"]["code"] = status_error;
    }
    span["attributes"] = attributes.take();
    return span;
}

void add_spans(const SpanSource& source, Json& spans) {
    const record::Generation& generation = source.generation;
    // A client that left is no error of the call, but the call did not end well either.
    const std::string_view state =
        generation.terminal_state ? *generation.terminal_state : std::string_view("lost");
    const std::string_view error = state == "done" ? std::string_view() : state;
    const std::string_view parent =
        source.trace.parent_id == source.span_id ? std::string_view() : source.trace.parent_id;
    const std::string name =
        generation.model_requested
            ? fmt::format("{} {}", operation_of(generation), *generation.model_requested)
            : std::string(operation_of(generation));
    Json span =
        span_of(source.trace, source.span_id, parent, name, source.began_us, source.took_us);
    span["attributes"] = attributes_of(source, error);
    if (!error.empty()) {
        span["status"]["code"] = status_error;
    }
    spans.push_back(std::move(span));
    for (std::size_t i = 0; i < source.attempts.size(); ++i) {
        spans.push_back(attempt_span(source, i));
    }
}

}  // namespace

std::optional<SpanSource> SpanSource::of(const RequestReport& report) {
    if (report.generation == nullptr) {
        return std::nullopt;
    }
    SpanSource source;
    source.span_id = report.span_id.empty() ? new_span_id() : std::string(report.span_id);
    auto trace = parse_trace_parent(report.trace_parent);
    if (!trace) {
        trace = parse_trace_parent(trace_parent_text(std::nullopt, source.span_id));
    }
    if (!trace->is_sampled) {
        return std::nullopt;
    }
    source.trace = *std::move(trace);
    source.generation = *report.generation;
    if (report.attempts != nullptr) {
        source.attempts = *report.attempts;
        for (Attempt& attempt : source.attempts) {
            source.failures.emplace_back(std::exchange(attempt.failure, {}));
        }
    }
    source.began_us = report.began_us;
    source.took_us = report.took_us;
    source.status = report.status;
    return source;
}

std::string otlp_json(std::span<const SpanSource> sources, std::string_view service_name) {
    Attributes resource;
    resource.text("service.name", service_name);
    resource.text("service.version", version);
    Json spans = Json::array();
    for (const SpanSource& source : sources) {
        add_spans(source, spans);
    }
    Json scope;
    scope["scope"]["name"] = "orrery";
    scope["scope"]["version"] = version;
    scope["spans"] = std::move(spans);
    Json one;
    one["resource"]["attributes"] = resource.take();
    one["scopeSpans"] = Json::array();
    one["scopeSpans"].push_back(std::move(scope));
    Json request;
    request["resourceSpans"] = Json::array();
    request["resourceSpans"].push_back(std::move(one));
    return request.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string conventional_provider(std::string_view provider) {
    std::string name(provider);
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const auto& [ours, theirs] : conventional) {
        if (name == ours) {
            return std::string(theirs);
        }
    }
    return name;
}

}  // namespace orrery::gateway
