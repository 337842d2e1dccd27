#include <fmt/format.h>

#include <utility>

#include "base/hash.h"
#include "gateway/pages/moment.h"
#include "gateway/pages/past/pages.h"
#include "gateway/pages/past/sql.h"
#include "gateway/pages/past/window.h"

namespace orrery::gateway {
namespace {

/// {0}: the account's records, {1}: the window, {2}: more conditions. Sums are over the requests
/// whose figure is known; how many those are stands beside them.
constexpr std::string_view activity_sql = R"sql(
SELECT
    day_of(created_at) AS day,
    coalesce(model, model_requested, '') AS model,
    coalesce(permaslug, model, model_requested, '') AS model_permaslug,
    coalesce(variant, 'standard') AS variant,
    coalesce(provider, '') AS provider,
    count(*) AS requests,
    count(prompt_tokens) AS counted,
    coalesce(sum(prompt_tokens), 0) AS prompt_tokens,
    coalesce(sum(completion_tokens), 0) AS completion_tokens,
    coalesce(sum(reasoning_tokens), 0) AS reasoning_tokens,
    coalesce(sum(cost_nano_usd), 0) AS cost,
    coalesce(sum(CASE WHEN is_byok THEN upstream_cost_nano_usd END), 0) AS byok
FROM generations
WHERE {0} AND {1}{2}
GROUP BY 1, 2, 3, 4, 5
ORDER BY 1 DESC, 2, 3, 4, 5)sql";

/// The last 30 completed days, or the one that was asked for.
Result<Days> window_of(const Question& question) {
    const std::int64_t today = day_of(question.now_us);
    const Days whole{today - days_back, today - 1};
    const auto text = question.parameter("date");
    if (!text) {
        return whole;
    }
    const auto day = parse_day(*text);
    if (!day || *day < whole.first || *day > whole.last) {
        return fail(ErrorKind::bad_input,
                    fmt::format("must be a completed UTC day from {} to {}", day_text(whole.first),
                                day_text(whole.last)),
                    "date");
    }
    return Days{*day, *day};
}

/// The condition for one key, by its hash.
Result<std::string> key_condition(const Question& question) {
    const auto hash = question.parameter("api_key_hash");
    if (!hash) {
        return std::string();
    }
    const ledger::Key* key = question.caller.directory->key_of_hash(*hash);
    if (key == nullptr || key->account != question.account().id) {
        return fail(ErrorKind::bad_input, "the account has no such key", "api_key_hash");
    }
    return " AND api_key_id = " + sql_text(key->record_id);
}

std::int64_t sum_at(const std::vector<Cell>& row, std::size_t at) {
    return count_of(row[at]).value_or(0);
}

Json item_of(const std::vector<Cell>& row, bool by_workspace) {
    const std::string permaslug = text_of(row[2]);
    const std::string variant = text_of(row[3]);
    const std::string provider = text_of(row[4]);
    Json item = {
        {"date", text_of(row[0])},
        {"model", text_of(row[1])},
        {"model_permaslug", permaslug},
        {"variant", variant},
        {"endpoint_id", fingerprint(permaslug + "\n" + variant + "\n" + provider)},
        {"provider_name", provider},
        {"requests", sum_at(row, 5)},
        {"requests_with_usage", sum_at(row, 6)},
        {"prompt_tokens", sum_at(row, 7)},
        {"completion_tokens", sum_at(row, 8)},
        {"reasoning_tokens", sum_at(row, 9)},
        {"usage", usd(sum_at(row, 10))},
        {"byok_usage_inference", usd(sum_at(row, 11))},
    };
    if (by_workspace) {
        item["workspace_id"] = workspace_id;
    }
    return item;
}

Status check(const Question& question) {
    if (auto refused = refuse_parameters(question, {"user_id"}); !refused) {
        return refused;
    }
    const auto group = question.parameter("group_by");
    if (group && *group != "workspace") {
        return fail(ErrorKind::bad_input, "must be workspace", "group_by");
    }
    return require_default_workspace(question);
}

}  // namespace

Answer activity_page(const Question& question) {
    if (auto checked = check(question); !checked) {
        return answer_error(checked.error());
    }
    const auto window = window_of(question);
    if (!window) {
        return answer_error(window.error());
    }
    const auto of_key = key_condition(question);
    if (!of_key) {
        return answer_error(of_key.error());
    }
    const auto own = own_records(question.account());
    if (!own) {
        return answer_error(own.error());
    }
    const auto table = ask(question, fmt::format(activity_sql, *own, window->sql(), *of_key));
    if (!table) {
        return answer_error(table.error());
    }
    Json data = Json::array();
    for (const auto& row : table->rows) {
        data.push_back(item_of(row, question.parameter("group_by").has_value()));
    }
    Json meta = freshness(question);
    meta["start_date"] = day_text(window->first);
    meta["end_date"] = day_text(window->last);
    return answer_json({{"data", std::move(data)}, {"meta", std::move(meta)}});
}

}  // namespace orrery::gateway
