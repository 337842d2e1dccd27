#include <algorithm>
#include <utility>
#include <vector>

#include "gateway/pages/account/key_json.h"
#include "gateway/pages/account/pages.h"
#include "gateway/pages/fields.h"

namespace orrery::gateway {
namespace {

constexpr std::int64_t page_keys = 100;
constexpr std::size_t name_bytes_max = 200;

/// Finds an inference key of the account; management keys are the operator's to change.
const ledger::Key* own_key(const Question& question, const ledger::Directory& directory,
                           const std::string& hash) {
    const ledger::Key* key = directory.key_of_hash(hash);
    const bool is_own = key != nullptr && key->account == question.account().id &&
                        key->kind == ledger::KeyKind::inference;
    return is_own ? key : nullptr;
}

Answer no_key() {
    return answer_error(404, "The account has no such key");
}

/// Answers with a key as it is after a change.
Answer changed_key(const Question& question, const std::string& hash, int status,
                   const std::string& secret) {
    ledger::Ledger& ledger = question.shared->ledger;
    if (auto refreshed = ledger.refresh_directory(); !refreshed) {
        return answer_error(refreshed.error());
    }
    const auto directory = ledger.directory();
    const ledger::Key* key = own_key(question, *directory, hash);
    if (key == nullptr) {
        return no_key();
    }
    Json json = {{"data", key_json(*key, question.now_us)}};
    if (!secret.empty()) {
        json["key"] = secret;
    }
    return answer_json(json, status);
}

/// Reads `limit_reset`: null is never.
std::optional<std::string> reset_field(Fields& fields) {
    if (fields.is_null("limit_reset")) {
        return std::string();
    }
    auto reset = fields.text("limit_reset", 16);
    if (reset && ledger::reset_of(*reset) == ledger::Reset::never) {
        fields.fault("limit_reset", "must be daily, weekly, monthly or null");
    }
    return reset;
}

std::optional<std::int64_t> expiry_field(const Question& question, Fields& fields) {
    const auto moment = fields.moment("expires_at");
    if (moment && *moment <= question.now_us) {
        fields.fault("expires_at", "must lie in the future");
    }
    return moment;
}

void refuse_others(Fields& fields) {
    fields.refuse("external");
    fields.refuse("creator_user_id");
    fields.refuse("include_byok_in_limit");
    fields.require_default_workspace();
}

/// Reads `limit` of a change: absent, null (no limit), or an amount.
std::optional<std::optional<std::int64_t>> limit_change(Fields& fields) {
    if (!fields.has("limit")) {
        return std::nullopt;
    }
    return std::optional(fields.nano_usd("limit"));
}

}  // namespace

Answer list_keys_page(const Question& question) {
    const auto offset = whole_parameter(question, "offset", 0, 0, 1'000'000'000);
    if (!offset) {
        return answer_error(offset.error());
    }
    if (auto checked = require_default_workspace(question); !checked) {
        return answer_error(checked.error());
    }
    const std::string disabled = question.parameter("include_disabled").value_or("false");
    if (disabled != "true" && disabled != "false") {
        return answer_error(400, "include_disabled: must be true or false");
    }
    std::vector<const ledger::Key*> keys;
    for (const ledger::Key& key : question.caller.directory->keys()) {
        if (own_key(question, *question.caller.directory, key.hash) != nullptr &&
            (disabled == "true" || !key.is_disabled)) {
            keys.push_back(&key);
        }
    }
    std::ranges::reverse(keys);  // The newest first.
    Json data = Json::array();
    const auto first = static_cast<std::size_t>(*offset);
    for (std::size_t i = first; i < keys.size() && i - first < page_keys; ++i) {
        data.push_back(key_json(*keys[i], question.now_us));
    }
    return answer_json({{"data", std::move(data)}, {"total_count", keys.size()}});
}

Answer create_key_page(const Question& question) {
    Fields fields(question.body);
    refuse_others(fields);
    ledger::NewKey key;
    key.account = question.account().id;
    key.name = fields.text("name", name_bytes_max).value_or("");
    if (key.name.empty()) {
        fields.fault("name", "is needed");
    }
    key.limit_nano_usd = fields.nano_usd("limit");
    key.limit_reset = reset_field(fields).value_or("");
    key.expires_at_us = expiry_field(question, fields);
    if (!fields.status()) {
        return answer_error(fields.status().error());
    }
    const auto created = question.shared->ledger.registry().create_key(key);
    if (!created) {
        return answer_error(created.error());
    }
    return changed_key(question, created->hash, 201, created->secret);
}

Answer get_key_page(const Question& question) {
    const ledger::Key* key = own_key(question, *question.caller.directory, question.names[0]);
    if (key == nullptr) {
        return no_key();
    }
    return answer_json({{"data", key_json(*key, question.now_us)}});
}

Answer update_key_page(const Question& question) {
    const ledger::Key* key = own_key(question, *question.caller.directory, question.names[0]);
    if (key == nullptr) {
        return no_key();
    }
    Fields fields(question.body);
    refuse_others(fields);
    ledger::KeyChange change;
    change.name = fields.text("name", name_bytes_max);
    change.is_disabled = fields.flag("disabled");
    change.limit_nano_usd = limit_change(fields);
    change.limit_reset = reset_field(fields);
    if (fields.has("expires_at")) {
        change.expires_at_us = std::optional(expiry_field(question, fields));
    }
    if (!fields.status()) {
        return answer_error(fields.status().error());
    }
    if (auto updated = question.shared->ledger.registry().update_key(key->id, change); !updated) {
        return answer_error(updated.error());
    }
    return changed_key(question, key->hash, 200, {});
}

Answer delete_key_page(const Question& question) {
    const ledger::Key* key = own_key(question, *question.caller.directory, question.names[0]);
    if (key == nullptr) {
        return no_key();
    }
    if (auto deleted = question.shared->ledger.registry().delete_key(key->id); !deleted) {
        return answer_error(deleted.error());
    }
    if (auto refreshed = question.shared->ledger.refresh_directory(); !refreshed) {
        return answer_error(refreshed.error());
    }
    return answer_json({{"deleted", true}});
}

}  // namespace orrery::gateway
