#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "gateway/pages/catalogue/filter.h"
#include "gateway/pages/catalogue/listing.h"
#include "gateway/pages/catalogue/pages.h"
#include "gateway/pages/moment.h"
#include "gateway/pages/past/sql.h"

namespace orrery::gateway {
namespace {

constexpr std::int64_t popularity_days = 7;
constexpr std::int64_t category_days = 30;

/// Tokens of each model in a category. Those of a sample are brought to the tokens that the model
/// is known to have, within the study's bounds: docs/classifier.md.
constexpr std::string_view category_sql = R"sql(
WITH known AS (
    SELECT model, sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens
    FROM mart_usage
    WHERE day >= DATE '{1}'
    GROUP BY model
),
drawn AS (
    SELECT model,
           sum(CASE WHEN inclusion_probability < 1 THEN 0 ELSE tokens END) AS counted,
           sum(CASE WHEN inclusion_probability < 1 THEN tokens / inclusion_probability END)
               AS weighted
    FROM mart_drawn
    WHERE day >= DATE '{1}' AND inclusion_probability > 0
    GROUP BY model
),
factors AS (
    SELECT model,
           least(3, greatest(1 / 3, (known.tokens - counted) / nullif(weighted, 0))) AS factor
    FROM known
    JOIN drawn USING (model)
)
SELECT model, sum(CASE WHEN inclusion_probability < 1 THEN coalesce(factor, 1) ELSE 1 END
                  / inclusion_probability * tokens) AS tokens
FROM mart_categories
LEFT JOIN factors USING (model)
WHERE category = {0} AND day >= DATE '{1}' AND inclusion_probability > 0
GROUP BY model)sql";

constexpr std::string_view popularity_sql = R"sql(
SELECT model, sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens
FROM mart_usage
WHERE day >= DATE '{}'
GROUP BY model)sql";

/// Sorts by tokens, the most first; with `only_used` leaves out what has none.
void sort_by_use(const Table& table, bool only_used, std::vector<Listed>& models) {
    std::map<std::string, double> tokens;
    for (const auto& row : table.rows) {
        tokens[text_of(row[0])] = number_or(row[1], 0);
    }
    const auto used = [&tokens](const Listed& listed) {
        const auto found = tokens.find(listed.model->slug);
        return found == tokens.end() ? 0.0 : found->second;
    };
    if (only_used) {
        std::erase_if(models, [&used](const Listed& listed) { return used(listed) <= 0; });
    }
    std::ranges::stable_sort(models, std::ranges::greater{}, used);
}

Status apply_past(const ModelFilter& filter, const Question& question,
                  std::vector<Listed>& models) {
    const std::int64_t today = day_of(question.now_us);
    if (filter.sort == ModelSort::used) {
        const auto table =
            ask(question, fmt::format(popularity_sql, day_text(today - popularity_days)));
        if (!table) {
            return std::unexpected(table.error());
        }
        sort_by_use(*table, false, models);
    }
    if (!filter.category.empty()) {
        const auto table = ask(question, fmt::format(category_sql, sql_text(filter.category),
                                                     day_text(today - category_days)));
        if (!table) {
            return std::unexpected(table.error());
        }
        sort_by_use(*table, true, models);
    }
    return {};
}

Result<std::vector<Listed>> chosen(const ModelFilter& filter, const Question& question) {
    const Serving& serving = *question.serving;
    std::vector<Listed> models = list_models(serving, question.now_us);
    std::erase_if(models, [&](const Listed& listed) {
        return !passes(filter, listed, serving, question.now_us);
    });
    sort_models(filter.sort, serving, question.now_us, models);
    if (auto done = apply_past(filter, question, models); !done) {
        return std::unexpected(done.error());
    }
    return models;
}

Answer list_answer(const ModelFilter& filter, const Question& question,
                   const std::vector<Listed>& models) {
    const auto total = static_cast<std::int64_t>(models.size());
    const std::int64_t begin = std::min(filter.offset, total);
    const std::int64_t end = begin + std::min(filter.limit, total - begin);
    Json data = Json::array();
    for (std::int64_t i = begin; i < end; ++i) {
        data.push_back(
            model_json(models[static_cast<std::size_t>(i)], *question.serving, question.now_us));
    }
    Json next;
    if (end < total) {
        next = fmt::format("/api/v1/models?offset={}&limit={}", end, filter.limit);
    }
    return answer_json({{"data", std::move(data)},
                        {"total_count", total},
                        {"links", {{"next", std::move(next)}}}});
}

}  // namespace

Answer models_page(const Question& question) {
    const auto filter = read_model_filter(question);
    if (!filter) {
        return answer_error(filter.error());
    }
    const auto models = chosen(*filter, question);
    return models ? list_answer(*filter, question, *models) : answer_error(models.error());
}

Answer models_count_page(const Question& question) {
    const auto filter = read_model_filter(question);
    if (!filter) {
        return answer_error(filter.error());
    }
    const auto models = chosen(*filter, question);
    if (!models) {
        return answer_error(models.error());
    }
    return answer_json({{"data", {{"count", models->size()}}}});
}

Answer embedding_models_page(const Question& question) {
    auto filter = read_model_filter(question);
    if (!filter) {
        return answer_error(filter.error());
    }
    filter->output_modalities.assign(1, "embeddings");
    const auto models = chosen(*filter, question);
    return models ? list_answer(*filter, question, *models) : answer_error(models.error());
}

Answer model_page(const Question& question) {
    const std::string name = question.names[0] + "/" + question.names[1];
    const auto listed = find_model(*question.serving, name, question.now_us);
    if (!listed) {
        return answer_error(404, "No such model is served");
    }
    return answer_json({{"data", model_json(*listed, *question.serving, question.now_us)}});
}

}  // namespace orrery::gateway
