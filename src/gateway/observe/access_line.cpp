#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <optional>

#include "base/format/append.h"
#include "base/format/json.h"
#include "gateway/observe/access_log.h"

namespace orrery::gateway {
namespace {

/// Appends members to an object, one after the other.
class Line {
public:
    template <typename Number>
    void number(std::string_view name, Number value) {
        begin(name);
        append(text_, "{}", value);
    }
    void text(std::string_view name, std::string_view value) {
        begin(name);
        const bool is_plain = std::ranges::all_of(
            value, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
        if (is_plain) {
            append(text_, "\"{}\"", value);
        } else {
            text_ += nlohmann::json(value).dump(-1, ' ', false,
                                                nlohmann::json::error_handler_t::replace);
        }
    }
    void known(std::string_view name, std::string_view value) {
        if (!value.empty()) {
            text(name, value);
        }
    }
    void known(std::string_view name, const std::optional<std::string>& value) {
        if (value) {
            text(name, *value);
        }
    }
    template <typename Number>
    void known(std::string_view name, const std::optional<Number>& value) {
        if (value) {
            number(name, *value);
        }
    }
    std::string end() {
        text_ += "}\n";
        return std::move(text_);
    }

private:
    void begin(std::string_view name) {
        append(text_, "{}\"{}\":", text_.empty() ? '{' : ',', name);
    }
    std::string text_;
};

std::string time_text(std::int64_t time_us) {
    const auto seconds = static_cast<std::time_t>(time_us / 1'000'000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", parts.tm_year + 1900,
                       parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                       time_us % 1'000'000);
}

void write_generation(Line& line, const record::Generation& generation) {
    line.known("id", generation.generation_id);
    line.known("model_requested", generation.model_requested);
    line.known("model", generation.model);
    line.known("provider", generation.provider);
    line.known("api_type", generation.api_type);
    line.known("streamed", generation.streamed);
    line.known("terminal_state", generation.terminal_state);
    line.known("finish_reason", generation.finish_reason);
    line.known("ttft_ms", generation.ttft_ms);
    line.known("gateway_us", generation.gateway_us);
    line.known("prompt_tokens", generation.prompt_tokens);
    line.known("completion_tokens", generation.completion_tokens);
    line.known("reasoning_tokens", generation.reasoning_tokens);
    line.known("cache_read_tokens", generation.cache_read_tokens);
    line.known("cache_write_tokens", generation.cache_write_tokens);
    line.known("cost_nano_usd", generation.cost_nano_usd);
    line.known("attempts", generation.attempts);
}

}  // namespace

std::string access_line(const RequestReport& report) {
    Line line;
    line.text("time", time_text(report.began_us));
    line.text("method", report.method);
    // A query may hold what a careless client put there.
    line.text("path", report.path.substr(0, report.path.find('?')));
    line.number("status", report.status);
    line.number("ms", static_cast<double>(report.took_us) / 1000.0);
    line.number("bytes", report.sent_bytes);
    line.text("client", report.client);
    // `00-` and then the 32 digits of the trace.
    line.known("trace_id", report.trace_parent.size() > 35 ? report.trace_parent.substr(3, 32)
                                                           : std::string_view());
    line.known("account", report.account);
    line.known("key", report.key_label);
    if (report.generation != nullptr) {
        write_generation(line, *report.generation);
    }
    return line.end();
}

}  // namespace orrery::gateway
