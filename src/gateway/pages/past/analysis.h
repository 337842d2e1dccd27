#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/pages/past/vocabulary.h"
#include "gateway/pages/question.h"

namespace orrery::gateway {

/// One condition of a query on a dimension.
struct AnalysisFilter {
    const AnalyticsDimension* dimension = nullptr;
    const AnalyticsOperator* comparison = nullptr;
    std::vector<std::string> values;  ///< One, or those of a list.
    bool includes_unset = false;
};

/// A query to POST /analytics/query, read and checked.
struct Analysis {
    std::vector<const AnalyticsMetric*> metrics;
    std::vector<const AnalyticsDimension*> dimensions;
    std::vector<AnalysisFilter> filters;
    const AnalyticsGranularity* granularity = nullptr;  ///< Null: no time in the answer.
    std::int64_t start_us = 0;
    std::int64_t end_us = 0;  ///< Not within.
    std::string order_by;     ///< A metric, a dimension, `date`, or empty.
    bool is_descending = true;
    std::int64_t limit = 0;
    std::optional<std::int64_t> group_limit;
    std::vector<std::string> warnings;
};

/// Reads the body. Fails with `bad_input` on names that /analytics/meta does not list, on more than
/// 10 metrics, 4 dimensions or 20 filters, and on what this gateway does not have. Without a
/// `time_range` it is the 30 days up to now.
[[nodiscard]] Result<Analysis> read_analysis(const Question& question);

/// Writes the query; `own` is the condition that keeps the account's records. Columns are the
/// period (with a granularity), the dimensions, then the metrics; one row more than the limit.
[[nodiscard]] std::string analysis_sql(const Analysis& analysis, const std::string& own);

}  // namespace orrery::gateway
