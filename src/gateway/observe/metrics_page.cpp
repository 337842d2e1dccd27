#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "base/format/append.h"
#include "gateway/observe/figures.h"
#include "gateway/observe/metrics.h"

namespace orrery::gateway {
namespace {

/// The sums of a family by labels, over all loops, in the order of the labels.
using Sums = std::map<std::string, std::uint64_t>;

struct HistogramSum {
    std::array<std::uint64_t, Histogram::buckets_max> buckets{};
    std::uint64_t sum_us = 0;

    void add(const Histogram& histogram) {
        for (std::size_t i = 0; i < buckets.size(); ++i) {
            buckets[i] += histogram.bucket(i);
        }
        sum_us += histogram.sum_us();
    }
    [[nodiscard]] bool is_empty() const {
        return std::ranges::all_of(buckets, [](std::uint64_t count) { return count == 0; });
    }
};
using HistogramSums = std::map<std::string, HistogramSum>;

/// All loops together.
struct Totals {
    Sums requests, generations, tokens, cost, attempts;
    HistogramSums request_time, gateway_time, ttft;
};

void add_endpoint(const EndpointFigures& figures, Totals& totals) {
    for (std::size_t i = 0; i < terminal_states.size(); ++i) {
        if (const std::uint64_t count = figures.generations[i].value(); count > 0) {
            totals.generations[fmt::format("{},terminal_state=\"{}\"", figures.labels,
                                           terminal_states[i])] += count;
        }
    }
    for (std::size_t i = 0; i < token_classes.size(); ++i) {
        if (const std::uint64_t count = figures.tokens[i].value(); count > 0) {
            totals.tokens[fmt::format("{},class=\"{}\"", figures.labels, token_classes[i])] +=
                count;
        }
    }
    totals.cost[figures.labels] += figures.cost_nano_usd.value();
    totals.ttft[figures.labels].add(figures.ttft);
}

Totals totals_of(std::span<const Metrics* const> loops) {
    Totals totals;
    for (const Metrics* loop : loops) {
        const Metrics::Figures& figures = loop->figures();
        figures.requests.for_each([&](const LabelledCounter& slot) {
            totals.requests[slot.labels] += slot.count.value();
        });
        figures.attempts.for_each([&](const LabelledCounter& slot) {
            totals.attempts[slot.labels] += slot.count.value();
        });
        figures.endpoints.for_each(
            [&](const EndpointFigures& slot) { add_endpoint(slot, totals); });
        figures.apis.for_each([&](const ApiFigures& slot) {
            totals.request_time[slot.labels].add(slot.request);
            totals.gateway_time[slot.labels].add(slot.gateway);
        });
    }
    return totals;
}

void write_family(std::string& page, std::string_view name, std::string_view type,
                  std::string_view help) {
    append(page, "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
}

void write_counters(std::string& page, std::string_view name, std::string_view help,
                    const Sums& sums) {
    write_family(page, name, "counter", help);
    for (const auto& [labels, count] : sums) {
        append(page, "{}{{{}}} {}\n", name, labels, count);
    }
}

void write_histograms(std::string& page, std::string_view name, std::string_view help,
                      std::span<const std::int64_t> bounds_us, const HistogramSums& sums) {
    write_family(page, name, "histogram", help);
    for (const auto& [labels, sum] : sums) {
        if (sum.is_empty()) {
            continue;
        }
        std::uint64_t below = 0;
        for (std::size_t i = 0; i < bounds_us.size(); ++i) {
            below += sum.buckets[i];
            append(page, "{}_bucket{{{},le=\"{}\"}} {}\n", name, labels,
                   static_cast<double>(bounds_us[i]) / 1e6, below);
        }
        below += sum.buckets[bounds_us.size()];
        append(page, "{}_bucket{{{},le=\"+Inf\"}} {}\n", name, labels, below);
        append(page, "{}_sum{{{}}} {}\n", name, labels, static_cast<double>(sum.sum_us) / 1e6);
        append(page, "{}_count{{{}}} {}\n", name, labels, below);
    }
}

std::string number(double value) {
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    return fmt::format("{}", value);
}

/// Writes the gauges, those of a name together as the format demands.
void write_gauges(std::string& page, std::span<const Gauge> gauges) {
    std::vector<const Gauge*> ordered;
    for (const Gauge& gauge : gauges) {
        ordered.push_back(&gauge);
    }
    std::ranges::stable_sort(ordered, {}, [](const Gauge* gauge) { return gauge->name; });
    std::string_view last;
    for (const Gauge* gauge : ordered) {
        if (gauge->name != last) {
            write_family(page, gauge->name, gauge->is_counter ? "counter" : "gauge", gauge->help);
            last = gauge->name;
        }
        const std::string labels = gauge->labels.empty() ? "" : "{" + gauge->labels + "}";
        append(page, "{}{} {}\n", gauge->name, labels, number(gauge->value));
    }
}

}  // namespace

std::string write_metrics(std::span<const Metrics* const> loops, std::span<const Gauge> gauges) {
    const Totals totals = totals_of(loops);
    std::string page;
    write_counters(page, "orrery_requests_total", "Requests by what was asked and the status sent.",
                   totals.requests);
    write_counters(page, "orrery_generations_total", "Generations by how they ended.",
                   totals.generations);
    write_counters(page, "orrery_tokens_total", "Tokens in disjoint classes.", totals.tokens);
    write_counters(page, "orrery_cost_nano_usd_total", "Charged, in billionths of a US dollar.",
                   totals.cost);
    write_counters(page, "orrery_attempts_total", "Tries at providers by what came of them.",
                   totals.attempts);
    write_histograms(page, "orrery_request_seconds", "From a request's arrival to its end.",
                     request_bounds_us, totals.request_time);
    write_histograms(page, "orrery_ttft_seconds", "From a request's arrival to the first token.",
                     ttft_bounds_us, totals.ttft);
    write_histograms(page, "orrery_gateway_seconds", "Spent in the gateway itself.",
                     gateway_bounds_us, totals.gateway_time);
    write_gauges(page, gauges);
    return page;
}

std::string label_value(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '\\' || c == '"') {
            escaped += '\\';
            escaped += c;
        } else if (c == '\n') {
            escaped += "\\n";
        } else {
            escaped += c;
        }
    }
    return escaped;
}

}  // namespace orrery::gateway
