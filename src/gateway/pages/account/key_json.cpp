#include "gateway/pages/account/key_json.h"

#include <algorithm>

#include "gateway/pages/moment.h"

namespace orrery::gateway {
namespace {

std::int64_t charged_in(ledger::Reset reset, const ledger::Sums& sums) {
    switch (reset) {
        case ledger::Reset::daily:
            return sums.today;
        case ledger::Reset::weekly:
            return sums.this_week;
        case ledger::Reset::monthly:
            return sums.this_month;
        case ledger::Reset::never:
            break;
    }
    return sums.total;
}

void add_sums(const char* name, const ledger::Sums& sums, Json& json) {
    const std::string prefix = name;
    json[prefix] = usd(sums.total);
    json[prefix + "_daily"] = usd(sums.today);
    json[prefix + "_weekly"] = usd(sums.this_week);
    json[prefix + "_monthly"] = usd(sums.this_month);
}

}  // namespace

void add_usage(const ledger::Key& key, std::int64_t now_us, Json& json) {
    const ledger::Usage usage = key.balance->usage(now_us);
    json["limit"] = usd_or_null(key.limit_nano_usd);
    json["limit_remaining"] = nullptr;
    if (key.limit_nano_usd) {
        const std::int64_t charged = charged_in(ledger::reset_of(key.limit_reset), usage.charged);
        json["limit_remaining"] = usd(std::max<std::int64_t>(*key.limit_nano_usd - charged, 0));
    }
    json["limit_reset"] = key.limit_reset.empty() ? Json() : Json(key.limit_reset);
    json["include_byok_in_limit"] = false;
    add_sums("usage", usage.charged, json);
    add_sums("byok_usage", usage.byok, json);
    json["expires_at"] = key.expires_at_us ? Json(moment_text(*key.expires_at_us)) : Json();
    json["creator_user_id"] = nullptr;
    json["workspace_id"] = workspace_id;
}

Json key_json(const ledger::Key& key, std::int64_t now_us) {
    Json json = {
        {"hash", key.hash},
        {"name", key.name},
        {"label", key.label},
        {"disabled", key.is_disabled},
        {"created_at", moment_text(key.created_at_us)},
        {"updated_at", moment_text(key.updated_at_us)},
        {"external_user", nullptr},
    };
    add_usage(key, now_us, json);
    return json;
}

}  // namespace orrery::gateway
