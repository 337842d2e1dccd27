#include <fmt/format.h>

#include <algorithm>

#include "gateway/config/reading/sections.h"

namespace orrery::gateway {
namespace {

/// Writes a number with all decimals that a price could have, and one more to be refused by.
std::string decimal_text(double value, int decimals) {
    std::string text = fmt::format("{:.{}f}", value, decimals + 1);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) {
        text.pop_back();
    }
    return text;
}

/// Reads a price as a text or a number; nothing where the key is missing.
std::optional<PicoUsd> read_price(TableReader& reader, std::string_view key,
                                  std::optional<PicoUsd> otherwise) {
    const toml::node* node = reader.node(key);
    if (node == nullptr) {
        return otherwise;
    }
    const bool is_request = key == "request";
    std::string text;
    if (const auto* written = node->as_string()) {
        text = written->get();
    } else if (const auto* real = node->as_floating_point()) {
        text = decimal_text(real->get(), is_request ? 12 : 6);
    } else if (const auto* whole = node->as_integer()) {
        text = std::to_string(whole->get());
    }
    const auto price = is_request ? pico_usd(text) : pico_usd_per_token(text);
    if (!price) {
        reader.wrong(key, "is no price: " + price.error().what,
                     is_request ? "write USD per request, as \"0.005\""
                                : "write USD per million tokens, as \"0.15\"");
        return otherwise;
    }
    return *price;
}

/// Reads the prices of one tier; what it leaves out stays as below it.
PriceTier read_tier(TableReader& reader, PriceTier tier) {
    tier.prompt = read_price(reader, "prompt", tier.prompt);
    tier.completion = read_price(reader, "completion", tier.completion);
    tier.reasoning = read_price(reader, "reasoning", tier.reasoning);
    tier.cache_read = read_price(reader, "cache_read", tier.cache_read);
    tier.cache_write = read_price(reader, "cache_write", tier.cache_write);
    tier.request = read_price(reader, "request", tier.request);
    return tier;
}

std::string read_day(TableReader& reader, std::string_view key) {
    const toml::node* node = reader.node(key);
    if (node == nullptr) {
        return {};
    }
    std::string day;
    if (const auto* date = node->as_date()) {
        const toml::date& value = date->get();
        day = fmt::format("{:04}-{:02}-{:02}", value.year, value.month, value.day);
    } else if (const auto* text = node->as_string()) {
        day = text->get();
    }
    if (!catalog::is_iso_day(day)) {
        reader.wrong(key, "must be a day", "write 2025-11-30");
    }
    return day;
}

/// Reads the tiers and, where it has one, the window of a row of prices.
PriceRow read_row(TableReader& reader, bool needs_completion, bool has_window) {
    PriceRow row;
    if (has_window) {
        row.valid_from = read_day(reader, "valid_from");
        row.valid_to = read_day(reader, "valid_to");
        if (!row.valid_to.empty() && row.valid_to <= row.valid_from) {
            reader.wrong("valid_to", "must be after 'valid_from'", "it is the first day after");
        }
    }
    row.tiers.push_back(read_tier(reader, {}));
    if (!row.tiers.front().prompt) {
        reader.wrong("prompt", "is missing", "a price that is free is \"0\"");
    }
    if (!row.tiers.front().completion && needs_completion) {
        reader.wrong("completion", "is missing", "a price that is free is \"0\"");
    }
    for (const toml::table* table : reader.tables("tiers")) {
        TableReader tier(*table, "a tier of prices", reader.file());
        PriceTier read = read_tier(tier, row.tiers.back());
        const std::int64_t from =
            tier.integer("from_prompt_tokens", row.tiers.back().from_prompt_tokens + 1,
                         row.tiers.back().from_prompt_tokens + 1, tokens_max);
        if (!tier.has("from_prompt_tokens")) {
            tier.wrong("from_prompt_tokens", "is missing");
        }
        tier.finish();
        read.from_prompt_tokens = from;
        row.tiers.push_back(read);
    }
    reader.finish();
    return row;
}

/// Sorts rows by time and refuses those that share a day.
void settle(TableReader& reader, std::vector<PriceRow>& rows) {
    std::ranges::sort(rows, {}, &PriceRow::valid_from);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const catalog::Window before{.from = rows[i - 1].valid_from, .to = rows[i - 1].valid_to};
        if (before.overlaps({.from = rows[i].valid_from, .to = rows[i].valid_to})) {
            reader.wrong("prices", "has two rows for one day",
                         "end a row by valid_to, the first day of the next");
        }
    }
}

PriceSchedule free_prices() {
    PriceTier tier;
    tier.prompt = 0;
    tier.completion = 0;
    PriceRow row;
    row.tiers.push_back(tier);
    return {.rows = {row}};
}

}  // namespace

bool are_free(const PriceSchedule& prices) {
    const auto is_free = [](const PriceTier& tier) {
        return tier.prompt == 0 && tier.completion == 0 && tier.reasoning.value_or(0) == 0 &&
               tier.cache_read.value_or(0) == 0 && tier.cache_write.value_or(0) == 0 &&
               tier.request.value_or(0) == 0;
    };
    return !prices.rows.empty() && std::ranges::all_of(prices.rows, [&](const PriceRow& row) {
        return std::ranges::all_of(row.tiers, is_free);
    });
}

PriceSchedule catalog_prices(const catalog::Catalog& catalog, std::string_view slug,
                             std::string_view variant) {
    const auto exact = [](const std::optional<double>& usd) {
        std::optional<PicoUsd> price;
        if (usd) {
            if (const auto read = pico_usd_per_token(decimal_text(*usd, 6))) {
                price = *read;
            }
        }
        return price;
    };
    PriceSchedule schedule;
    // The catalog's prices are sorted by slug, variant and window.
    const auto same = std::ranges::equal_range(
        catalog.prices(), std::pair(slug, variant), {}, [](const catalog::Price& price) {
            return std::pair<std::string_view, std::string_view>(price.slug, price.variant);
        });
    for (const catalog::Price& price : same) {
        PriceTier tier;
        tier.prompt = exact(price.prompt_usd_per_m);
        tier.completion = exact(price.completion_usd_per_m);
        tier.cache_read = exact(price.cache_read_usd_per_m);
        tier.cache_write = exact(price.cache_write_usd_per_m);
        schedule.rows.push_back({price.price_id, price.valid.from, price.valid.to, {tier}});
    }
    return schedule;
}

void read_prices(TableReader& reader, const catalog::Catalog& catalog, const Config& config,
                 Endpoint& endpoint) {
    const ServedModel& model = config.models[endpoint.model];
    const Provider& provider = config.providers[endpoint.provider];
    const bool needs_completion = model.output_modalities != std::vector<std::string>{"embeddings"};
    const bool is_free = reader.flag("free", false);
    const toml::table* price = reader.table("price");
    const auto rows = reader.tables("prices");
    if ((price != nullptr) + static_cast<int>(!rows.empty()) + static_cast<int>(is_free) > 1) {
        reader.wrong_table(reader.name() + " has more than one of 'price', 'prices' and 'free'");
    }
    PriceSchedule& schedule = endpoint.prices;
    if (price != nullptr) {
        TableReader one(*price, "'price'", reader.file());
        schedule.rows.push_back(read_row(one, needs_completion, /*has_window=*/false));
    } else if (!rows.empty()) {
        for (const toml::table* table : rows) {
            TableReader one(*table, "[[models.endpoints.prices]]", reader.file());
            schedule.rows.push_back(read_row(one, needs_completion, /*has_window=*/true));
        }
        settle(reader, schedule.rows);
    } else if (is_free) {
        schedule = free_prices();
    } else {
        schedule = catalog_prices(catalog, model.slug, endpoint.variant);
        if (schedule.rows.empty() && provider.is_echo) {
            schedule = free_prices();
        } else if (schedule.rows.empty()) {
            reader.wrong_table(
                fmt::format("there is no price of {} ({}) at {}", model.slug, endpoint.variant,
                            provider.slug),
                "write price = { prompt = \"0.15\", completion = \"0.6\" } in USD per million "
                "tokens, or free = true");
        }
    }
    for (PriceRow& row : schedule.rows) {
        if (row.price_id.empty()) {
            row.price_id = fmt::format("{}:{}:{}@{}", model.slug, endpoint.variant, row.valid_from,
                                       provider.slug);
        }
    }
    endpoint.is_free = are_free(schedule);
}

}  // namespace orrery::gateway
