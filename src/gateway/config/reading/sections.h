#pragma once

#include <toml++/toml.h>

#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "gateway/config/config.h"
#include "gateway/config/reading/table_reader.h"

namespace orrery::gateway {

/// More tokens than any context has.
inline constexpr std::int64_t tokens_max = 1'000'000'000;
/// What a count of requests, connections or dollars stays below.
inline constexpr std::int64_t many = 1'000'000;

/// A provider that offers the catalog's models of some authors.
struct CatalogOffer {
    std::size_t provider = 0;  ///< In Config::providers.
    std::vector<std::string> authors;
    bool takes_slugs =
        false;  ///< Names models by slug and variant; else by the slug's second part.
};

/// Reads [server], [observe], [ledger] and [warehouse].
void read_process(TableReader& root, Config& config);

/// Reads [classifier].
void read_classifier(TableReader& root, Config& config);

/// Reads [[providers]] with their keys; returns those that offer the catalog's models.
[[nodiscard]] std::vector<CatalogOffer> read_providers(TableReader& root,
                                                       const catalog::Catalog& catalog,
                                                       Config& config);

/// Reads [[models]] with their endpoints and prices, then adds what catalog offers bring.
void read_models(TableReader& root, const catalog::Catalog& catalog,
                 const std::vector<CatalogOffer>& offers, Config& config);

/// Reads `price`, `prices` or `free` of an endpoint, or takes the catalog's rows.
/// REQUIRES: the endpoint has its provider, model and variant.
void read_prices(TableReader& reader, const catalog::Catalog& catalog, const Config& config,
                 Endpoint& endpoint);

/// Returns the catalog's price rows of a model's variant, exactly; empty where it has none. A price
/// that is not exact in six decimals is left out as unknown.
[[nodiscard]] PriceSchedule catalog_prices(const catalog::Catalog& catalog, std::string_view slug,
                                           std::string_view variant);

/// Tells whether every row says that prompt and completion cost nothing.
[[nodiscard]] bool are_free(const PriceSchedule& prices);

/// Lists every name of the served models, sorted: slugs, then permaslugs, then aliases that hold
/// today; of two models with one name the first in this order has it.
[[nodiscard]] std::vector<std::pair<std::string, std::size_t>> names_of(
    const Config& config, const catalog::Catalog& catalog);

}  // namespace orrery::gateway
