#include "gateway/observe/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/format/append.h"
#include "dialect/usage.h"
#include "gateway/observe/figures.h"

namespace orrery::gateway {
namespace {

/// The pages by the first segment of their path below the base.
constexpr std::array pages = std::to_array<std::string_view>(
    {"models", "providers", "generation", "activity", "analytics", "key", "keys", "credits", "byok",
     "datasets", "healthz", "readyz", "metrics"});

/// Inference paths, for requests that were refused before they had a record.
constexpr std::array inference =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"chat", "chat"},
                                                                  {"completions", "completion"},
                                                                  {"responses", "responses"},
                                                                  {"messages", "messages"},
                                                                  {"embeddings", "embeddings"}});

/// Names what was asked for by one of a fixed set of words.
std::string_view api_of(const RequestReport& report) {
    std::string_view path = report.path;
    for (const std::string_view base : {"/api/v1/", "/v1/", "/"}) {
        if (path.starts_with(base)) {
            path.remove_prefix(base.size());
            break;
        }
    }
    const std::string_view segment = path.substr(0, path.find_first_of("/?"));
    for (const auto& [name, api] : inference) {
        if (segment == name) {
            return api;
        }
    }
    const auto* const page = std::ranges::find(pages, segment);
    return page == pages.end() ? "other" : *page;
}

std::string_view result_of(const Attempt& attempt) {
    if (!attempt.failure.empty()) {
        return attempt.failure;
    }
    if (attempt.status == 429) {
        return "429";
    }
    switch (attempt.status / 100) {
        case 2:
            return "2xx";
        case 4:
            return "4xx";
        case 5:
            return "5xx";
        default:
            return "other";
    }
}

std::size_t index_of(std::string_view state) {
    const auto* const found = std::ranges::find(terminal_states, state);
    return found == terminal_states.end()
               ? terminal_states.size() - 1
               : static_cast<std::size_t>(found - terminal_states.begin());
}

void add_known(Counter& counter, const std::optional<std::int64_t>& amount) {
    if (amount && *amount > 0) {
        counter.add(static_cast<std::uint64_t>(*amount));
    }
}

void note_tokens(EndpointFigures& figures, const record::Generation& generation) {
    dialect::Usage usage;
    usage.prompt = generation.prompt_tokens;
    usage.completion = generation.completion_tokens;
    usage.reasoning = generation.reasoning_tokens;
    usage.cache_read = generation.cache_read_tokens;
    usage.cache_write = generation.cache_write_tokens;
    if (const auto classes = dialect::classes_of(usage)) {
        add_known(figures.tokens[0], classes->uncached_in);
        add_known(figures.tokens[1], classes->cache_read);
        add_known(figures.tokens[2], classes->cache_write);
        add_known(figures.tokens[3], classes->text_out);
        add_known(figures.tokens[4], classes->reasoning_out);
        return;
    }
    add_known(figures.tokens[5], usage.prompt);
    add_known(figures.tokens[6], usage.completion);
}

}  // namespace

void Histogram::note(std::span<const std::int64_t> bounds, std::int64_t microseconds) {
    microseconds = std::max<std::int64_t>(microseconds, 0);
    const auto bound = std::ranges::lower_bound(bounds, microseconds);
    buckets_[static_cast<std::size_t>(bound - bounds.begin())].add(1);
    sum_us_.add(static_cast<std::uint64_t>(microseconds));
}

void Metrics::Figures::note(const RequestReport& report) {
    const std::string_view api = api_of(report);
    append(key_ = {}, "{}\n{}", api, report.status);
    requests
        .at(key_,
            [&](bool is_told_apart) {
                return is_told_apart ? fmt::format("api=\"{}\",status=\"{}\"", api, report.status)
                                     : std::string(R"(api="other",status="other")");
            })
        .count.add(1);
    ApiFigures& by_api = apis.at(api, [&](bool) { return fmt::format("api=\"{}\"", api); });
    by_api.request.note(request_bounds_us, report.took_us);
    if (report.attempts != nullptr) {
        for (const Attempt& attempt : *report.attempts) {
            const std::string_view result = result_of(attempt);
            append(key_ = {}, "{}\n{}", attempt.provider, result);
            attempts
                .at(key_,
                    [&](bool is_told_apart) {
                        return is_told_apart ? fmt::format("provider=\"{}\",result=\"{}\"",
                                                           label_value(attempt.provider), result)
                                             : std::string(R"(provider="other",result="other")");
                    })
                .count.add(1);
        }
    }
    if (report.generation != nullptr) {
        if (report.generation->gateway_us) {
            by_api.gateway.note(gateway_bounds_us, *report.generation->gateway_us);
        }
        note_generation(*report.generation);
    }
}

void Metrics::Figures::note_generation(const record::Generation& generation) {
    const bool has_provider = generation.provider.has_value();
    const std::string_view provider =
        has_provider ? std::string_view(*generation.provider) : "none";
    const std::string_view model = !has_provider      ? "none"
                                   : generation.model ? std::string_view(*generation.model)
                                                      : "unknown";
    append(key_ = {}, "{}\n{}", model, provider);
    EndpointFigures& figures = endpoints.at(key_, [&](bool is_told_apart) {
        return is_told_apart ? fmt::format("model=\"{}\",provider=\"{}\"", label_value(model),
                                           label_value(provider))
                             : std::string(R"(model="other",provider="other")");
    });
    const std::string_view state =
        generation.terminal_state ? std::string_view(*generation.terminal_state) : "unknown";
    figures.generations[index_of(state)].add(1);
    note_tokens(figures, generation);
    add_known(figures.cost_nano_usd, generation.cost_nano_usd);
    if (generation.ttft_ms) {
        figures.ttft.note(ttft_bounds_us,
                          static_cast<std::int64_t>(std::llround(*generation.ttft_ms * 1000)));
    }
}

Metrics::Metrics() : figures_(std::make_unique<Figures>()) {}
Metrics::~Metrics() = default;

void Metrics::note(const RequestReport& report) {
    figures_->note(report);
}

}  // namespace orrery::gateway
