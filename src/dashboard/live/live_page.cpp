#include "dashboard/live/live_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "base/format/json.h"
#include "dashboard/api/answer.h"
#include "dashboard/api/generation/row.h"
#include "dashboard/api/names.h"
#include "gateway/pages/moment.h"

namespace orrery::dashboard {
namespace {

using gateway::LiveRates;

constexpr std::size_t recent_shown = 20;
constexpr double second_us = 1e6;
constexpr double nano = 1e9;
constexpr std::int64_t settling_us = 30'000'000;

Json series_of(const std::vector<std::optional<double>>& values) {
    Json list = Json::array();
    for (const auto& value : values) {
        list.push_back(or_null(value));
    }
    return list;
}

Json ttft_json(const gateway::TtftQuantiles& ttft) {
    return {{"window_s", LiveRates::long_window_s},
            {"p50_ms", or_null(ttft.p50_ms)},
            {"p95_ms", or_null(ttft.p95_ms)}};
}

/// What only those may see who see all accounts.
void add_rates(const LiveRates& rates, std::int64_t now_us, Json& page) {
    page["running"] = rates.running;
    page["requests_per_s"] = rates.requests_per_s;
    page["tokens_per_s"] = rates.tokens_per_s;
    page["error_rate"] = or_null(rates.error_rate);
    page["ttft"] = ttft_json(rates.ttft);
    for (const gateway::ProviderRates& provider : rates.providers) {
        page["providers"].push_back({{"provider", provider.provider},
                                     {"generations", provider.generations},
                                     {"errors", provider.errors},
                                     {"tokens_per_s", provider.tokens_per_s},
                                     {"ttft_p50_ms", or_null(provider.ttft.p50_ms)},
                                     {"ttft_p95_ms", or_null(provider.ttft.p95_ms)}});
    }
    constexpr std::int64_t whole_us =
        std::int64_t{LiveRates::steps} * LiveRates::step_s * 1'000'000;
    page["series"] = {{"step_s", LiveRates::step_s},
                      {"from", gateway::moment_text(now_us - whole_us)},
                      {"requests_per_s", series_of(rates.step_requests_per_s)},
                      {"tokens_per_s", series_of(rates.step_tokens_per_s)},
                      {"errors_per_s", series_of(rates.step_errors_per_s)}};
}

/// What was charged today, of one account or of all.
double spend_today_usd(const ledger::Directory& directory, const Visitor& visitor,
                       std::int64_t now_us) {
    std::int64_t spent = 0;
    for (const ledger::Account& account : directory.accounts()) {
        if (visitor.role != Role::account || account.record_id == visitor.account_id) {
            spent += account.balance->usage(now_us).charged.today;
        }
    }
    return static_cast<double>(spent) / nano;
}

Json store_json(const StoreState& state) {
    if (!state.is_lent) {
        return {{"state", "ready"}, {"lent_to", nullptr}, {"since", nullptr}};
    }
    return {{"state", "lent"},
            {"lent_to", state.lent_to},
            {"since", gateway::moment_text(state.since_us)}};
}

}  // namespace

std::optional<std::int64_t> LivePage::generations_today(const LiveRates& rates,
                                                        std::int64_t now_us) {
    const auto here = static_cast<std::int64_t>(rates.generations_today);
    if (gateway::day_of(rates.started_at_us) != gateway::day_of(now_us)) {
        return here;
    }
    const std::scoped_lock lock(mutex_);
    // What an earlier process left in the ledger comes into the store soon after the start.
    if (!earlier_today_ || now_us - rates.started_at_us < settling_us) {
        const std::int64_t midnight_us = gateway::day_of(now_us) * day_us;
        const std::string sql = fmt::format(
            "SELECT count(*) FROM generations WHERE source = 'gateway' AND created_at >= {} "
            "AND created_at < {}",
            gateway::moment_sql(midnight_us), gateway::moment_sql(rates.started_at_us));
        const Status asked = context_.read_store([&](warehouse::Store& store) -> Status {
            const auto table = store.query(sql);
            if (!table) {
                return std::unexpected(table.error());
            }
            earlier_today_ = std::get<std::int64_t>(table->rows.at(0).at(0));
            return {};
        });
        if (!asked) {
            return std::nullopt;
        }
    }
    return here + *earlier_today_;
}

gateway::SiteAnswer LivePage::answer(const Visitor& visitor, std::int64_t now_us) {
    if (context_.hasten) {
        context_.hasten();
    }
    const LiveRates rates = context_.rates();
    const bool sees_all = visitor.role != Role::account;
    const auto directory = context_.ledger.directory();
    Json page = {{"now", gateway::moment_text(now_us)},
                 {"uptime_s", static_cast<double>(now_us - rates.started_at_us) / second_us},
                 {"window_s", LiveRates::window_s},
                 {"running", nullptr},
                 {"requests_per_s", nullptr},
                 {"tokens_per_s", nullptr},
                 {"error_rate", nullptr},
                 {"ttft", ttft_json({})},
                 {"providers", Json::array()},
                 {"series", nullptr},
                 {"generations_today", nullptr},
                 {"spend_today_usd", spend_today_usd(*directory, visitor, now_us)},
                 {"store", store_json(context_.store_state())}};
    if (sees_all) {
        add_rates(rates, now_us, page);
        page["generations_today"] = or_null(generations_today(rates, now_us));
    }
    const Names names(context_, visitor);
    Json recent = Json::array();
    // An account's are looked for among all that are remembered.
    const std::size_t most = sees_all ? recent_shown : gateway::Recent::kept * 64;
    for (const gateway::RecentGeneration& generation : context_.recent(most)) {
        const bool is_own = generation.record.account_id == visitor.account_id;
        if ((sees_all || is_own) && recent.size() < recent_shown) {
            recent.push_back(generation_row(generation.record, context_.catalog, names));
        }
    }
    page["recent"] = std::move(recent);
    return answer_json(page);
}

}  // namespace orrery::dashboard
