#include "dashboard/api/generation/parts.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

#include "dialect/usage.h"
#include "record/columns.h"

namespace orrery::dashboard {
namespace {

constexpr std::string_view nano_ending = "_nano_usd";
constexpr double us_per_ms = 1000;

template <typename T>
void write(Json& json, const record::Column& column, const std::optional<T>& value) {
    const std::string name(column.name);
    json[name] = or_null(value);
    if constexpr (std::is_same_v<T, std::int64_t>) {
        if (column.type == "timestamp") {
            json[name] = moment_json(value);
        }
        if (name.ends_with(nano_ending)) {
            json[name.substr(0, name.size() - nano_ending.size()) + "_usd"] = usd_or_null(value);
        }
    }
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

}  // namespace

Json record_json(const record::Generation& record, const Visitor& visitor) {
    Json json = Json::object();
    const auto columns = record::columns();
    std::size_t at = 0;
    record::for_each_column(
        record, [&](const char*, const auto& value) { write(json, columns[at++], value); });
    if (visitor.role == Role::viewer) {
        json["account_id"] = nullptr;
        json["api_key_id"] = nullptr;
    }
    return json;
}

Json account_json(const record::Generation& record, const Names& names) {
    return record.account_id ? text_or_null(names.account(*record.account_id)) : Json(nullptr);
}

Json classes_json(const record::Generation& record) {
    dialect::Usage usage;
    usage.prompt = record.prompt_tokens;
    usage.completion = record.completion_tokens;
    usage.reasoning = record.reasoning_tokens;
    usage.cache_read = record.cache_read_tokens;
    usage.cache_write = record.cache_write_tokens;
    const auto classes = dialect::classes_of(usage);
    if (!classes) {
        return nullptr;
    }
    return {{"uncached_in", classes->uncached_in},
            {"cache_read", classes->cache_read},
            {"cache_write", classes->cache_write},
            {"text_out", classes->text_out},
            {"reasoning_out", classes->reasoning_out}};
}

Json price_json(const record::Generation& record, const catalog::Catalog& catalog) {
    const auto prices = catalog.prices();
    const auto price = record.price_id
                           ? std::ranges::find(prices, *record.price_id, &catalog::Price::price_id)
                           : prices.end();
    if (price == prices.end()) {
        return nullptr;
    }
    return {{"price_id", price->price_id},
            {"model", price->slug},
            {"variant", price->variant},
            {"valid_from", text_or_null(price->valid.from)},
            {"valid_to", text_or_null(price->valid.to)},
            {"prompt_usd_per_million", or_null(price->prompt_usd_per_m)},
            {"completion_usd_per_million", or_null(price->completion_usd_per_m)},
            {"cache_read_usd_per_million", or_null(price->cache_read_usd_per_m)},
            {"cache_write_usd_per_million", or_null(price->cache_write_usd_per_m)},
            {"source", text_or_null(price->source)}};
}

Json attempts_json(const std::vector<gateway::RecentAttempt>& attempts) {
    Json json = Json::array();
    for (const gateway::RecentAttempt& attempt : attempts) {
        json.push_back({{"provider", attempt.provider},
                        {"upstream_model", attempt.upstream_model},
                        {"status", attempt.status == 0 ? Json(nullptr) : Json(attempt.status)},
                        {"failure", text_or_null(attempt.failure)},
                        {"began_at", moment_json(attempt.began_us)},
                        {"took_ms", static_cast<double>(attempt.took_us) / us_per_ms},
                        {"is_byok", attempt.is_byok}});
    }
    return json;
}

Json object_of(const std::vector<std::string>& columns, const std::vector<Cell>& row) {
    Json json = Json::object();
    for (std::size_t at = 0; at < columns.size(); ++at) {
        json[columns[at]] = json_of(row[at]);
    }
    return json;
}

}  // namespace orrery::dashboard
