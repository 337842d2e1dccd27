#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "simulate/profile/profile.h"
#include "simulate/world/calendar.h"

namespace orrery::simulate {

/// A list price in force from a day on, in USD per million tokens.
struct PriceWindow {
    Day from = 0;
    Day to = 0;  ///< Exclusive.
    double prompt = 0;
    double completion = 0;
    std::optional<double> cache_read;
    std::optional<double> cache_write;
    std::string price_id;
};

/// A model of the catalog as the world's accounts see it.
struct MarketModel {
    const catalog::Model* facts = nullptr;
    const ModelTuning* tuning = nullptr;  ///< Null where the profile says nothing of it.
    catalog::SourceClass source_class = catalog::SourceClass::unknown;
    std::string permaslug;
    Day release = 0;
    Day reasoning_from = 0;
    std::vector<PriceWindow> prices;       ///< Of the standard variant, in order of time.
    std::vector<PriceWindow> free_prices;  ///< Of the free variant; empty where there is none.
    Day free_launch_from = 0;              ///< Days on which every use is free of charge.
    Day free_launch_to = 0;                ///< Exclusive; equal to the first where there is none.
    std::vector<std::string> providers;
    double weight = 1;
    double half_life_weeks = 30;

    [[nodiscard]] bool reasons(double day) const;
    [[nodiscard]] bool is_open() const;
    /// Returns the appeal on a day: weight, growing over the first weeks, then halving.
    [[nodiscard]] double appeal(double day) const;
    /// Returns the standard price of a day, or nullptr.
    [[nodiscard]] const PriceWindow* price(double day) const;
};

/// Fails where the profile names a model that the catalog does not have, or plants something on it
/// before its release.
[[nodiscard]] Status check_against_market(const Profile& profile,
                                          const std::vector<MarketModel>& market,
                                          const catalog::Catalog& catalog);

/// Returns the catalog's models that have a release date before `end`, a price, and a known class.
[[nodiscard]] std::vector<MarketModel> market_of(const catalog::Catalog& catalog,
                                                 const Profile& profile, std::uint64_t seed,
                                                 Day end);

/// Tells which models and categories a selector names, on one day.
struct Selection {
    std::vector<bool> models;
    std::array<bool, category_count> categories{};
};
[[nodiscard]] Selection select(const Selector& selector, const std::vector<MarketModel>& market,
                               double day);

}  // namespace orrery::simulate
