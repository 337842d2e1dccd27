#include <fmt/format.h>

#include <utility>

#include "gateway/pages/past/pages.h"
#include "gateway/pages/past/sql.h"
#include "gateway/pages/past/window.h"

namespace orrery::gateway {
namespace {

/// {0}: day_of, week_of or month_of, {1}: window and filters. The models behind the first 50 of a
/// period are one row, `other`, which sorts last. What reports no tokens counts among `requests`
/// only.
constexpr std::string_view rankings_sql = R"sql(
WITH by_model AS (
    SELECT
        {0}(created_at) AS period,
        coalesce(permaslug, model, model_requested, 'unknown')
            || CASE WHEN coalesce(variant, 'standard') = 'standard' THEN ''
                    ELSE ':' || variant END AS model,
        count(*) AS requests,
        count(prompt_tokens + completion_tokens) AS counted,
        coalesce(sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)), 0) AS tokens
    FROM generations
    WHERE {1}
    GROUP BY 1, 2
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY period ORDER BY tokens DESC, model) AS place
    FROM by_model
)
SELECT
    period,
    CASE WHEN place <= 50 THEN model ELSE 'other' END AS model,
    least(place, 51) AS place,
    sum(tokens) AS tokens,
    sum(requests) AS requests,
    sum(counted) AS counted
FROM ranked
GROUP BY 1, 2, 3
ORDER BY 1, 3)sql";

Result<std::string_view> period_of(const Question& question) {
    const std::string name = question.parameter("period").value_or("day");
    if (name == "day") {
        return "day_of";
    }
    if (name == "week") {
        return "week_of";
    }
    if (name == "month") {
        return "month_of";
    }
    return fail(ErrorKind::bad_input, "must be day, week or month", "period");
}

/// A bucket holds prompts of up to its size and beyond the one before it.
Result<std::string> context_condition(const Question& question) {
    const auto bucket = question.parameter("context_bucket");
    if (!bucket) {
        return std::string();
    }
    std::int64_t above = 0;
    std::int64_t size = 1'000;
    for (const std::string_view name : {"1K", "10K", "100K", "1M", "10M"}) {
        if (*bucket == name) {
            return fmt::format(" AND prompt_tokens > {} AND prompt_tokens <= {}",
                               above == 0 ? -1 : above, size);
        }
        above = size;
        size *= 10;
    }
    return fail(ErrorKind::bad_input, "must be 1K, 10K, 100K, 1M or 10M", "context_bucket");
}

Result<std::string> modality_condition(const Question& question) {
    const auto modality = question.parameter("modality");
    if (!modality) {
        return std::string();
    }
    if (*modality == "tool_calling") {
        return std::string(" AND tool_calls > 0");
    }
    return fail(ErrorKind::bad_input, "must be tool_calling: records know no other modality",
                "modality");
}

}  // namespace

Answer rankings_daily_page(const Question& question) {
    if (auto refused = refuse_parameters(question, {"category", "language_type"}); !refused) {
        return answer_error(refused.error());
    }
    const auto window = dataset_window(question);
    if (!window) {
        return answer_error(window.error());
    }
    const auto period = period_of(question);
    if (!period) {
        return answer_error(period.error());
    }
    const auto context = context_condition(question);
    const auto modality = modality_condition(question);
    for (const auto* condition : {&context, &modality}) {
        if (!*condition) {
            return answer_error(condition->error());
        }
    }
    const auto table =
        ask(question, fmt::format(rankings_sql, *period, window->sql() + *context + *modality));
    if (!table) {
        return answer_error(table.error());
    }
    Json data = Json::array();
    for (const auto& row : table->rows) {
        data.push_back({{"date", text_of(row[0])},
                        {"model_permaslug", text_of(row[1])},
                        {"total_tokens", text_of(row[3])},
                        {"requests", json_of(row[4])},
                        {"requests_with_usage", json_of(row[5])}});
    }
    return answer_json({{"data", std::move(data)}, {"meta", dataset_meta(question, *window)}});
}

}  // namespace orrery::gateway
