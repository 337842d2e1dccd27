#include <fmt/format.h>

#include <utility>

#include "base/hash.h"
#include "gateway/pages/moment.h"
#include "gateway/pages/past/pages.h"
#include "gateway/pages/past/sql.h"
#include "gateway/pages/past/window.h"

namespace orrery::gateway {
namespace {

/// An application is named to others when at least this many accounts use it.
constexpr int accounts_min = 5;

/// {0}: the window, {1}: the three windows of its length before it, {2}: both together, {3}: the
/// asking account's hash, {4}: accounts_min, {5}: what is ranked by. Applications that few
/// accounts use are summed in one row without a name, unless the asking account uses them;
/// requests that name no application are in none.
constexpr std::string_view apps_sql = R"sql(
WITH by_app AS (
    SELECT
        app,
        count(CASE WHEN {0} THEN 1 END) AS requests,
        coalesce(sum(CASE WHEN {0} THEN coalesce(prompt_tokens, 0)
                                       + coalesce(completion_tokens, 0) END), 0) AS tokens,
        coalesce(sum(CASE WHEN {1} THEN coalesce(prompt_tokens, 0)
                                       + coalesce(completion_tokens, 0) END), 0) AS earlier,
        count(DISTINCT account_id) >= {4}
            OR count(CASE WHEN account_id = {3} THEN 1 END) > 0 AS is_named
    FROM generations
    WHERE app IS NOT NULL AND app <> '' AND {2}
    GROUP BY app
),
by_name AS (
    SELECT
        CASE WHEN is_named THEN app END AS name,
        sum(requests) AS requests,
        sum(tokens) AS tokens,
        sum(tokens) - sum(earlier) / 3.0 AS growth
    FROM by_app
    WHERE requests > 0
    GROUP BY 1
)
SELECT name, requests, tokens, growth
FROM by_name
ORDER BY name IS NULL, {5} DESC, name)sql";

/// A number that stays with an application's name: 53 bits, so that every client can hold it.
std::int64_t app_id(std::string_view name) {
    return static_cast<std::int64_t>(fnv1a(name) >> 11U);
}

Result<bool> is_by_growth(const Question& question) {
    const std::string sort = question.parameter("sort").value_or("popular");
    if (sort == "popular" || sort == "trending") {
        return sort == "trending";
    }
    return fail(ErrorKind::bad_input, "must be popular or trending", "sort");
}

/// The rows that are asked for, and the one of applications that are not named.
struct Ranking {
    Json data = Json::array();
    Json other;
};

Ranking ranking_of(const Table& table, bool by_growth, std::int64_t offset, std::int64_t limit) {
    Ranking ranking;
    std::int64_t rank = 0;
    for (const auto& row : table.rows) {
        const Json requests = json_of(row[1]);
        const std::string tokens = text_of(row[2]);
        if (std::holds_alternative<std::monostate>(row[0])) {
            ranking.other = {
                {"app_name", "other"}, {"total_requests", requests}, {"total_tokens", tokens}};
            continue;
        }
        if (by_growth && number_or(row[3], 0) <= 0) {
            continue;
        }
        ++rank;
        if (rank > offset && rank <= offset + limit) {
            ranking.data.push_back({{"rank", rank},
                                    {"app_id", app_id(text_of(row[0]))},
                                    {"app_name", text_of(row[0])},
                                    {"total_requests", requests},
                                    {"total_tokens", tokens}});
        }
    }
    return ranking;
}

}  // namespace

Answer app_rankings_page(const Question& question) {
    if (auto refused = refuse_parameters(question, {"category", "subcategory"}); !refused) {
        return answer_error(refused.error());
    }
    const auto window = dataset_window(question);
    if (!window) {
        return answer_error(window.error());
    }
    const auto by_growth = is_by_growth(question);
    if (!by_growth) {
        return answer_error(by_growth.error());
    }
    const auto limit = whole_parameter(question, "limit", 50, 1, 100);
    const auto offset = whole_parameter(question, "offset", 0, 0, 100);
    for (const auto* value : {&limit, &offset}) {
        if (!*value) {
            return answer_error(value->error());
        }
    }
    const std::int64_t length = window->last - window->first + 1;
    const Days before{window->first - 3 * length, window->first - 1};
    const Days both{*by_growth ? before.first : window->first, window->last};
    const auto table = ask(question, fmt::format(apps_sql, window->sql(), before.sql(), both.sql(),
                                                 sql_text(question.account().record_id),
                                                 accounts_min, *by_growth ? "growth" : "tokens"));
    if (!table) {
        return answer_error(table.error());
    }
    Ranking ranking = ranking_of(*table, *by_growth, *offset, *limit);
    Json meta = dataset_meta(question, *window);
    meta["other"] = std::move(ranking.other);
    return answer_json({{"data", std::move(ranking.data)}, {"meta", std::move(meta)}});
}

}  // namespace orrery::gateway
