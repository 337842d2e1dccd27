#pragma once

#include <string>

#include "gateway/config/config.h"
#include "gateway/pages/question.h"

namespace orrery::gateway {

/// Writes a price of tokens as USD per token, exactly: "0.00000015".
[[nodiscard]] std::string usd_per_token_text(PicoUsd pico_usd);

/// Returns OpenRouter's `pricing` of an endpoint at a moment. A price that is not known is "-1",
/// which is what clients know it by; further tiers are `overrides`.
[[nodiscard]] Json pricing_json(const Endpoint& endpoint, std::int64_t now_us);

/// Returns the tier that prices short prompts, or null where the endpoint has no price now.
[[nodiscard]] const PriceTier* first_tier(const Endpoint& endpoint, std::int64_t now_us);

}  // namespace orrery::gateway
