#include "gateway/pages/account/key_json.h"
#include "gateway/pages/account/pages.h"

namespace orrery::gateway {
namespace {

/// What OpenRouter's clients take for "no bound".
constexpr int unbounded = -1;

}  // namespace

Answer current_key_page(const Question& question) {
    const ledger::Key& key = *question.caller.key;
    const ledger::Account& account = question.account();
    const bool is_management = key.kind == ledger::KeyKind::management;
    Json data = {
        {"label", key.label},
        {"is_free_tier", !account.is_unlimited && account.granted_nano_usd == 0},
        {"is_management_key", is_management},
        {"is_provisioning_key", is_management},
        {"organization_id", nullptr},
        {"allowed_data_regions", Json::array({"global"})},
        {"free_model_daily_requests",
         {{"limit", unbounded}, {"remaining", unbounded}, {"used", unbounded}}},
        {"rate_limit",
         {{"requests", unbounded}, {"interval", "10s"}, {"note", "Requests are not limited"}}},
    };
    add_usage(key, question.now_us, data);
    return answer_json({{"data", std::move(data)}});
}

Answer credits_page(const Question& question) {
    const ledger::Account& account = question.account();
    const ledger::Usage usage = account.balance->usage(question.now_us);
    return answer_json({{"data",
                         {{"total_credits", usd(account.granted_nano_usd)},
                          {"total_usage", usd(usage.charged.total)},
                          {"is_unlimited", account.is_unlimited}}}});
}

}  // namespace orrery::gateway
