#pragma once

#include <span>
#include <string_view>

namespace orrery::gateway {

/// What POST /analytics/query can compute. Rates are over the generations that know the figure;
/// `null` where none does.
struct AnalyticsMetric {
    std::string_view name;
    std::string_view label;
    std::string_view format;  ///< number, currency, percent, latency or throughput.
    bool is_rate;
    std::string_view sql;  ///< Money is in nano-USD.
};

/// What it can group and filter by.
struct AnalyticsDimension {
    std::string_view name;
    std::string_view label;
    std::string_view sql;  ///< A text, or NULL for unset.
};

struct AnalyticsGranularity {
    std::string_view name;
    std::string_view label;
    std::string_view sql;  ///< A function of created_at that gives the begin of the period.
};

struct AnalyticsOperator {
    std::string_view name;
    std::string_view sql;
    bool takes_list;
    bool is_ordered;  ///< Compares sizes, so it takes numbers.
};

[[nodiscard]] std::span<const AnalyticsMetric> analytics_metrics();
[[nodiscard]] std::span<const AnalyticsDimension> analytics_dimensions();
[[nodiscard]] std::span<const AnalyticsGranularity> analytics_granularities();
[[nodiscard]] std::span<const AnalyticsOperator> analytics_operators();

/// Finds one by name, or null.
template <typename Word>
[[nodiscard]] const Word* find_word(std::span<const Word> words, std::string_view name) {
    for (const Word& word : words) {
        if (word.name == name) {
            return &word;
        }
    }
    return nullptr;
}

}  // namespace orrery::gateway
