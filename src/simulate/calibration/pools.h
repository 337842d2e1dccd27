#pragma once

#include "simulate/calibration/plan.h"

namespace orrery::simulate {

/// Fills world.slices: turns the expected tokens of models and categories into whole generations,
/// with their shapes, their engagements and their tool calls, plants spikes, and says in which
/// slice each engagement shows itself. `slices` and `tokens` run from the start of the history.
void plan_pools(World& world, const std::vector<Slice>& slices, const TokenPlan& tokens,
                std::uint64_t seed);

}  // namespace orrery::simulate
