#include "gateway/pages/catalogue/pricing.h"

#include <fmt/format.h>

#include <optional>

namespace orrery::gateway {
namespace {

constexpr PicoUsd pico_per_usd = 1'000'000'000'000;
constexpr std::string_view unknown_price = "-1";

void add_price(Json& json, const char* name, std::optional<PicoUsd> price) {
    if (price) {
        json[name] = usd_per_token_text(*price);
    }
}

void add_tier(Json& json, const PriceTier& tier) {
    add_price(json, "prompt", tier.prompt);
    add_price(json, "completion", tier.completion);
    add_price(json, "input_cache_read", tier.cache_read);
    add_price(json, "input_cache_write", tier.cache_write);
}

}  // namespace

std::string usd_per_token_text(PicoUsd pico_usd) {
    std::string text = fmt::format("{}.{:012}", pico_usd / pico_per_usd, pico_usd % pico_per_usd);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) {
        text.pop_back();
    }
    return text;
}

const PriceTier* first_tier(const Endpoint& endpoint, std::int64_t now_us) {
    const PriceRow* row = endpoint.prices.at(now_us);
    return row == nullptr || row->tiers.empty() ? nullptr : &row->tiers.front();
}

Json pricing_json(const Endpoint& endpoint, std::int64_t now_us) {
    Json json = {{"prompt", unknown_price}, {"completion", unknown_price}, {"discount", 0}};
    const PriceRow* row = endpoint.prices.at(now_us);
    if (row == nullptr || row->tiers.empty()) {
        if (endpoint.is_free) {
            json["prompt"] = json["completion"] = "0";
        }
        return json;
    }
    const PriceTier& first = row->tiers.front();
    add_tier(json, first);
    add_price(json, "internal_reasoning", first.reasoning);
    add_price(json, "request", first.request);
    Json overrides = Json::array();
    for (std::size_t i = 1; i < row->tiers.size(); ++i) {
        Json tier = {{"min_prompt_tokens", row->tiers[i].from_prompt_tokens}};
        add_tier(tier, row->tiers[i]);
        overrides.push_back(std::move(tier));
    }
    if (!overrides.empty()) {
        json["overrides"] = std::move(overrides);
    }
    return json;
}

}  // namespace orrery::gateway
