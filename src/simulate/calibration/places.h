#pragma once

#include "simulate/calibration/plan.h"

namespace orrery::simulate {

/// Gives every engagement that has to show itself a slice of its month in which it surely has a
/// generation: `shows_in`, or a place among the slice's guests. Those for whom no pool has room
/// show themselves nowhere. REQUIRES: the pools know their generations and hold empty ones too.
void place_engagements(World& world, std::uint64_t seed);

}  // namespace orrery::simulate
