#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "gateway/pages/account/pages.h"
#include "gateway/pages/fields.h"
#include "gateway/pages/moment.h"
#include "ledger/registry.h"

namespace orrery::gateway {
namespace {

constexpr std::size_t key_name_bytes_max = 200;
constexpr std::size_t secret_bytes_max = 4096;
constexpr std::int64_t offset_max = 1'000'000'000;

Json provider_key_json(const ledger::ProviderKey& key, std::int64_t sort_order) {
    return {{"id", std::to_string(key.id)},
            {"provider", key.provider},
            {"name", key.name.empty() ? Json() : Json(key.name)},
            {"label", key.label},
            {"disabled", key.is_disabled || !key.is_readable},
            {"sort_order", sort_order},
            {"created_at", moment_text(key.created_at_us)},
            {"updated_at", moment_text(key.updated_at_us)},
            {"workspace_id", workspace_id},
            {"is_fallback", false},
            {"is_required", false},
            {"is_byok_only", false},
            {"declared_zdr", nullptr},
            {"allowed_models", nullptr},
            {"allowed_user_ids", nullptr},
            {"allowed_api_key_hashes", nullptr}};
}

/// A key beside its place among the account's keys for its provider.
struct Placed {
    ledger::ProviderKey key;
    std::int64_t sort_order = 0;
};

Result<std::vector<Placed>> own_keys(const Question& question) {
    auto keys = question.shared->ledger.registry().provider_keys(question.account().id);
    if (!keys) {
        return std::unexpected(keys.error());
    }
    std::vector<Placed> placed;
    for (ledger::ProviderKey& key : *keys) {
        const std::int64_t before = std::ranges::count_if(
            placed, [&key](const Placed& other) { return other.key.provider == key.provider; });
        placed.push_back({std::move(key), before});
    }
    return placed;
}

Result<Json> find_json(const Question& question, std::int64_t id) {
    const auto keys = own_keys(question);
    if (!keys) {
        return std::unexpected(keys.error());
    }
    for (const Placed& placed : *keys) {
        if (placed.key.id == id) {
            return provider_key_json(placed.key, placed.sort_order);
        }
    }
    return fail(ErrorKind::not_found, "the account has no such provider key");
}

/// Reads the id in the path; what is no number is no key's.
Result<std::int64_t> id_of(const Question& question) {
    const std::string& text = question.names[0];
    std::int64_t id = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, id);
    if (error != std::errc{} || stopped != end) {
        return fail(ErrorKind::not_found, "the account has no such provider key");
    }
    return id;
}

/// Answers with a provider key as it is now, after the directory has learnt of it.
Answer changed_key(const Question& question, std::int64_t id, int status) {
    if (auto refreshed = question.shared->ledger.refresh_directory(); !refreshed) {
        return answer_error(refreshed.error());
    }
    auto json = find_json(question, id);
    if (!json) {
        return answer_error(json.error());
    }
    return answer_json({{"data", std::move(*json)}}, status);
}

/// Reads a secret that can stand in a header field.
std::optional<std::string> secret_field(Fields& fields) {
    auto secret = fields.text("key", secret_bytes_max);
    const auto is_visible = [](char c) { return c > ' ' && c < 0x7f; };
    if (secret && !std::ranges::all_of(*secret, is_visible)) {
        fields.fault("key", "must be visible ASCII without blanks");
    }
    return secret;
}

void refuse_unkept(Fields& fields) {
    for (const std::string_view name :
         {"allowed_models", "allowed_user_ids", "allowed_api_key_hashes", "declared_zdr",
          "is_byok_only", "is_fallback", "is_required"}) {
        fields.refuse(name);
    }
    fields.require_default_workspace();
}

std::string provider_field(const Question& question, Fields& fields) {
    std::string slug = fields.text("provider", key_name_bytes_max).value_or("");
    const Provider* provider = question.serving->config.provider(slug);
    if (provider == nullptr || !provider->takes_byok) {
        fields.fault("provider", "must be a provider of this gateway that takes own keys");
    }
    return slug;
}

}  // namespace

Answer list_byok_page(const Question& question) {
    const auto offset = whole_parameter(question, "offset", 0, 0, offset_max);
    const auto limit = whole_parameter(question, "limit", 50, 1, 100);
    for (const auto* value : {&offset, &limit}) {
        if (!*value) {
            return answer_error(value->error());
        }
    }
    if (auto checked = require_default_workspace(question); !checked) {
        return answer_error(checked.error());
    }
    auto keys = own_keys(question);
    if (!keys) {
        return answer_error(keys.error());
    }
    if (const auto provider = question.parameter("provider")) {
        std::erase_if(*keys, [&](const Placed& one) { return one.key.provider != *provider; });
    }
    Json data = Json::array();
    const auto first = static_cast<std::size_t>(*offset);
    for (std::size_t i = first; i < keys->size() && i - first < static_cast<std::size_t>(*limit);
         ++i) {
        data.push_back(provider_key_json((*keys)[i].key, (*keys)[i].sort_order));
    }
    return answer_json({{"data", std::move(data)}, {"total_count", keys->size()}});
}

Answer create_byok_page(const Question& question) {
    Fields fields(question.body);
    refuse_unkept(fields);
    ledger::NewProviderKey key;
    key.account = question.account().id;
    key.provider = provider_field(question, fields);
    key.name = fields.text("name", key_name_bytes_max).value_or("");
    key.secret = secret_field(fields).value_or("");
    key.is_disabled = fields.flag("disabled").value_or(false);
    if (key.secret.empty()) {
        fields.fault("key", "is needed");
    }
    if (!fields.status()) {
        return answer_error(fields.status().error());
    }
    const auto id = question.shared->ledger.registry().add_provider_key(key);
    return id ? changed_key(question, *id, 201) : answer_error(id.error());
}

Answer get_byok_page(const Question& question) {
    const auto id = id_of(question);
    if (!id) {
        return answer_error(id.error());
    }
    auto json = find_json(question, *id);
    if (!json) {
        return answer_error(json.error());
    }
    return answer_json({{"data", std::move(*json)}});
}

Answer update_byok_page(const Question& question) {
    const auto id = id_of(question);
    if (!id) {
        return answer_error(id.error());
    }
    Fields fields(question.body);
    refuse_unkept(fields);
    ledger::ProviderKeyChange change;
    change.name = fields.is_null("name") ? std::string() : fields.text("name", key_name_bytes_max);
    change.secret = secret_field(fields);
    change.is_disabled = fields.flag("disabled");
    if (!fields.status()) {
        return answer_error(fields.status().error());
    }
    const auto updated =
        question.shared->ledger.registry().update_provider_key(question.account().id, *id, change);
    return updated ? changed_key(question, *id, 200) : answer_error(updated.error());
}

Answer delete_byok_page(const Question& question) {
    const auto id = id_of(question);
    if (!id) {
        return answer_error(id.error());
    }
    ledger::Ledger& ledger = question.shared->ledger;
    if (auto deleted = ledger.registry().delete_provider_key(question.account().id, *id);
        !deleted) {
        return answer_error(deleted.error());
    }
    if (auto refreshed = ledger.refresh_directory(); !refreshed) {
        return answer_error(refreshed.error());
    }
    return answer_json({{"deleted", true}});
}

}  // namespace orrery::gateway
