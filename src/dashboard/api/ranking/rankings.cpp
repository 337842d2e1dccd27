#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "dashboard/api/amounts.h"
#include "dashboard/api/answer.h"
#include "dashboard/api/names.h"
#include "dashboard/api/pages.h"
#include "dashboard/api/parameters.h"
#include "dashboard/api/ranking/labelled_share.h"
#include "dashboard/api/ranking/period.h"
#include "dashboard/api/ranking/query.h"
#include "dashboard/api/reach.h"
#include "gateway/pages/moment.h"

namespace orrery::dashboard {
namespace {

constexpr std::int64_t limit_default = 20;
constexpr std::int64_t limit_max = 500;
constexpr int trending_max = 10;
constexpr int periods_compared = 3;

struct Kind {
    std::string_view name;
    Subject subject;
};

constexpr std::array<Kind, 6> kinds = {{{"models", Subject::model},
                                        {"authors", Subject::author},
                                        {"apps", Subject::app},
                                        {"categories", Subject::category},
                                        {"providers", Subject::provider},
                                        {"accounts", Subject::account}}};

/// What is asked for.
struct Asked {
    std::string kind;
    Subject subject = Subject::model;
    std::string period_name;
    Period period = Period::week;
    std::int64_t limit = limit_default;
    std::optional<std::int64_t> end;
};

Result<Asked> read_asked(const Query& query) {
    Parameters parameters(query);
    Asked asked;
    asked.kind = parameters.choice(
        "kind", {"models", "authors", "apps", "categories", "providers", "accounts"});
    for (const Kind& kind : kinds) {
        if (kind.name == asked.kind) {
            asked.subject = kind.subject;
        }
    }
    asked.period_name = parameters.choice("period", {"week", "day", "month"});
    asked.period = asked.period_name == "day"    ? Period::day
                   : asked.period_name == "week" ? Period::week
                                                 : Period::month;
    asked.limit = parameters.whole("limit", limit_default, 1, limit_max);
    asked.end = parameters.day("end");
    if (auto read = parameters.finish(); !read) {
        return std::unexpected(read.error());
    }
    return asked;
}

std::int64_t count_at(const std::vector<Cell>& row, RankingColumn column) {
    return count_of(row[column]).value_or(0);
}

Json share_json(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? Json(nullptr)
                      : Json(static_cast<double>(part) / static_cast<double>(whole));
}

/// What a ranking can be compared with: periods before the store began are unknown, not empty.
struct Comparable {
    bool has_previous = false;
    bool has_three = false;
};

class Ranking {
public:
    Ranking(const Asked& asked, const Names& names, Comparable comparable)
        : asked_(asked), names_(names), comparable_(comparable) {}

    void add(const std::vector<Cell>& row) {
        all_tokens_ = count_at(row, all_tokens_at);
        all_generations_ = count_at(row, all_generations_at);
        all_keys_ = count_at(row, all_keys_at);
        const std::string key = to_text(row[key_at]);
        const bool is_shown = count_at(row, generations_at) > 0 &&
                              (count_at(row, place_at) <= asked_.limit || key == unknown_key);
        if (is_shown) {
            add_row(row, key);
        }
        const double mean = number_or(row[mean_before_at], 0);
        const double gain = static_cast<double>(count_at(row, tokens_at)) - mean;
        if (comparable_.has_three && count_at(row, gain_place_at) <= trending_max && gain > 0 &&
            key != unknown_key) {
            gains_.emplace_back(count_at(row, gain_place_at),
                                Json{{"key", key},
                                     {"label", names_.of(asked_.subject, key)},
                                     {"entity", entity_of(asked_.subject, key)},
                                     {"tokens", count_at(row, tokens_at)},
                                     {"mean_before", mean},
                                     {"gain", gain}});
        }
    }

    void write(Json& json) {
        std::ranges::sort(gains_, {}, &std::pair<std::int64_t, Json>::first);
        Json trending = Json::array();
        for (auto& [place, item] : gains_) {
            trending.push_back(std::move(item));
        }
        const auto shown_keys = static_cast<std::int64_t>(rows_.size());
        json["rows"] = std::move(rows_);
        json["other"] = {{"tokens", all_tokens_ - shown_tokens_},
                         {"share", share_json(all_tokens_ - shown_tokens_, all_tokens_)},
                         {"generations", all_generations_ - shown_generations_},
                         {"count", all_keys_ - shown_keys}};
        json["total"] = {{"tokens", all_tokens_}, {"generations", all_generations_}};
        json["trending"] = std::move(trending);
    }

private:
    void add_row(const std::vector<Cell>& row, const std::string& key) {
        const std::int64_t tokens = count_at(row, tokens_at);
        const std::int64_t before = count_at(row, previous_tokens_at);
        const bool was_there =
            comparable_.has_previous && count_at(row, previous_generations_at) > 0;
        shown_tokens_ += tokens;
        shown_generations_ += count_at(row, generations_at);
        Json item = {{"place", count_at(row, place_at)},
                     {"key", key},
                     {"label", names_.of(asked_.subject, key)},
                     {"entity", entity_of(asked_.subject, key)},
                     {"tokens", tokens},
                     {"share", share_json(tokens, count_at(row, all_tokens_at))},
                     {"generations", count_at(row, generations_at)},
                     {"previous_tokens", nullptr},
                     {"change", nullptr},
                     {"previous_place", nullptr}};
        if (comparable_.has_previous) {
            item["previous_tokens"] = before;
        }
        if (was_there) {
            item["previous_place"] = count_at(row, previous_place_at);
        }
        if (comparable_.has_previous && before > 0) {
            item["change"] = static_cast<double>(tokens) / static_cast<double>(before) - 1;
        }
        rows_.push_back(std::move(item));
    }

    const Asked& asked_;
    const Names& names_;
    Comparable comparable_;
    Json rows_ = Json::array();
    std::vector<std::pair<std::int64_t, Json>> gains_;  ///< With their place.
    std::int64_t shown_tokens_ = 0;
    std::int64_t shown_generations_ = 0;
    std::int64_t all_tokens_ = 0;
    std::int64_t all_generations_ = 0;
    std::int64_t all_keys_ = 0;
};

Result<Json> rank(warehouse::Warehouse& warehouse, const Asked& asked, const Query& query,
                  const Names& names) {
    const auto reach = read_reach(warehouse, query.visitor);
    if (!reach) {
        return std::unexpected(reach.error());
    }
    const std::int64_t today = gateway::day_of(query.now_us);
    const Days store = reach->days.value_or(Days{today, today});
    Days window =
        asked.end ? period_of(asked.period, *asked.end) : newest_period(asked.period, store, today);
    if (!asked.end) {
        // A pause in the traffic does not empty the page.
        const auto last = last_day_until(warehouse, query.visitor, window.last);
        if (!last) {
            return std::unexpected(last.error());
        }
        window = *last ? period_of(asked.period, **last) : window;
    }
    std::array<Days, periods_compared + 1> periods = {window};
    for (int i = 1; i <= periods_compared; ++i) {
        periods.at(static_cast<std::size_t>(i)) = periods_before(asked.period, window, i);
    }
    const bool is_known = reach->days.has_value();
    const Comparable comparable{is_known && periods[1].first >= store.first,
                                is_known && periods[3].first >= store.first};
    const Span span{{periods[3].first, window.last}, store};
    const auto table = warehouse.query(fmt::format(
        ranking_sql, amounts_sql(asked.subject, span, query.visitor), day_sql(window.first),
        day_sql(periods[1].first), day_sql(periods[2].first), asked.limit, trending_max));
    if (!table) {
        return std::unexpected(table.error());
    }
    Json json = {{"kind", asked.kind},
                 {"period", asked.period_name},
                 {"end", gateway::day_text(window.last)}};
    Ranking ranking(asked, names, comparable);
    for (const auto& row : table->rows) {
        ranking.add(row);
    }
    ranking.write(json);
    json["window"] = {{"from", gateway::day_text(window.first)},
                      {"to", gateway::day_text(window.last)}};
    json["is_complete"] = window.last < today;
    json["unit"] = "tokens";
    json["as_of"] = moment_json(reach->newest_us);
    json["note"] = "";
    if (asked.subject == Subject::category) {
        const auto note = labelled_note(warehouse, {window, store}, query.visitor);
        if (!note) {
            return std::unexpected(note.error());
        }
        json["note"] = *note;
    }
    return json;
}

}  // namespace

gateway::SiteAnswer rankings_page(const Query& query, Context& context) {
    const auto asked = read_asked(query);
    if (!asked) {
        return answer_error(asked.error());
    }
    if (asked->subject == Subject::account && query.visitor.role != Role::admin) {
        return answer_error(403, "kind: only an administrator sees accounts");
    }
    const Names names(context, query.visitor);
    Json json;
    const auto read = context.read_store([&](warehouse::Store& store) -> Status {
        auto ranked = rank(store, *asked, query, names);
        if (!ranked) {
            return std::unexpected(ranked.error());
        }
        json = *std::move(ranked);
        return {};
    });
    return read ? answer_json(json) : answer_error(read.error());
}

}  // namespace orrery::dashboard
