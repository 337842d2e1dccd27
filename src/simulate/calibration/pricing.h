#pragma once

#include <vector>

#include "simulate/calibration/raking.h"

namespace orrery::simulate {

/// What calibration sets on one model so that its effective price is the stated one.
struct ModelPricing {
    double completion = 1;  ///< Factor on completion tokens.
    double cached = 1;      ///< Factor on the workload's cached share.
    double premium = 1;     ///< Of the providers that serve it over the list price.
};

/// Returns the pricing of a model before its price is calibrated.
[[nodiscard]] ModelPricing pricing_before(const MarketModel& model);

/// What a generation of a model in a category costs and holds on a day, in expectation.
struct Shape {
    double prompt = 0;      ///< Mean prompt tokens.
    double completion = 0;  ///< Mean completion tokens.
    double cached = 0;      ///< Share of the prompt read from a cache.
    double written = 0;     ///< Share of the prompt written to one.
    double free = 0;        ///< Share of generations that are free of charge.
    const PriceWindow* price = nullptr;

    [[nodiscard]] double tokens() const { return prompt + completion; }
};

/// Returns the largest mean prompt that a model's context holds, in tokens.
[[nodiscard]] double prompt_max(const MarketModel& model);

/// Returns the shape; prompts keep within a quarter of the model's context on average.
[[nodiscard]] Shape shape_of(const Profile& profile, const MarketModel& model,
                             const ModelPricing& pricing, std::size_t category, double day);

/// Returns the expected charge of a generation in USD, free ones included as zero.
[[nodiscard]] double charge_of(const Shape& shape, const ModelPricing& pricing);

/// Finds for every model with a stated price the pricing that meets it over the stated window: more
/// or less caching first, then longer or shorter completions, then a premium of the providers.
[[nodiscard]] std::vector<ModelPricing> price_models(const Profile& profile,
                                                     const std::vector<MarketModel>& market,
                                                     const std::vector<Slice>& slices,
                                                     const TokenPlan& tokens);

}  // namespace orrery::simulate
