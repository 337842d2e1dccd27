#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialect/usage.h"

namespace orrery::gateway {

/// A price of tokens in pico-USD per token: 1 USD per million tokens is 1'000'000. Exact for every
/// list price to six decimals of a USD per million.
using PicoUsd = std::int64_t;

/// What a provider charges from a number of prompt tokens on.
struct PriceTier {
    std::int64_t from_prompt_tokens = 0;
    std::optional<PicoUsd> prompt;
    std::optional<PicoUsd> completion;
    std::optional<PicoUsd> reasoning;    ///< Nothing: as completion.
    std::optional<PicoUsd> cache_read;   ///< Nothing: as prompt.
    std::optional<PicoUsd> cache_write;  ///< Nothing: as prompt.
    std::optional<PicoUsd> request;      ///< For each request.
};

/// A price row in its window of days.
struct PriceRow {
    std::string price_id;          ///< slug:variant:valid_from
    std::string valid_from;        ///< ISO day, UTC; empty: always.
    std::string valid_to;          ///< Exclusive; empty: open.
    std::vector<PriceTier> tiers;  ///< Ascending; the first from 0.
};

/// Returns the tier that a number of prompt tokens falls into, or null where the row has none.
[[nodiscard]] const PriceTier* tier_of(const PriceRow& row, std::int64_t prompt_tokens);

/// The rows of one endpoint, in order of time.
struct PriceSchedule {
    std::vector<PriceRow> rows;

    /// Returns the row of a moment (UTC microseconds), or null.
    [[nodiscard]] const PriceRow* at(std::int64_t time_us) const;
};

/// What a generation costs.
struct Charge {
    std::int64_t cost_nano_usd = 0;
    std::int64_t completion_nano_usd = 0;      ///< The completion's part of the cost.
    std::int64_t cache_discount_nano_usd = 0;  ///< Saved (positive) or paid on top by caching.
    std::string_view price_id;                 ///< Of the row; lives as long as it does.
};

/// Prices a usage: disjoint classes times the tier of all prompt tokens, summed in pico-USD and
/// rounded half up once. Nothing when the usage cannot be split or a class that occurs has no
/// price: unknown is not free. Cached tokens need the price of the prompt too, for the discount.
/// The discount is what the cached tokens would have cost uncached less what they cost.
[[nodiscard]] std::optional<Charge> charge(const PriceRow& row, const dialect::Usage& usage);

/// Returns the most that a request can cost: every prompt token at the dearest of its prices, and
/// `tokens_max` of completion. What is reserved before dispatch. Never negative.
[[nodiscard]] std::int64_t bound_nano_usd(const PriceRow& row, std::int64_t prompt_tokens_max,
                                          std::int64_t completion_tokens_max);

/// Reads "0.15" USD per million as exact pico-USD per token. Fails with `bad_input` on more than
/// six decimals, on a sign, and beyond 1,000,000 USD.
[[nodiscard]] Result<PicoUsd> pico_usd_per_token(std::string_view usd_per_million);
/// Reads "0.005" USD as exact pico-USD. Fails on more than twelve decimals, and as above.
[[nodiscard]] Result<PicoUsd> pico_usd(std::string_view usd);
/// Writes pico-USD per token as USD per million: 150'000 is "0.15".
[[nodiscard]] std::string usd_per_million_text(PicoUsd pico_usd_per_token);

}  // namespace orrery::gateway
