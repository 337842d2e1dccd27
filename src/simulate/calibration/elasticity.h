#pragma once

#include <vector>

#include "simulate/calibration/pricing.h"

namespace orrery::simulate {

/// Returns a factor for each model's tokens that brings the slope of usage on effective price, both
/// in logarithms over the stated window, to the profile's: price to the power of what is missing.
/// Free models, and those with hardly a generation, stay as they are.
[[nodiscard]] std::vector<double> elasticity_factors(const Profile& profile,
                                                     const std::vector<MarketModel>& market,
                                                     const std::vector<Slice>& slices,
                                                     const std::vector<TokenCells>& tokens);

}  // namespace orrery::simulate
