#pragma once

#include <filesystem>

#include "simulate/calibration/plan.h"

namespace orrery::simulate {

/// Writes what the world was made to show, for comparison with what a study finds in it:
/// weeks.csv (tokens by week, source class and category), models.csv (tokens and effective price),
/// cohorts.csv (for each model with a plant, a stated price or more tries than its standing has:
/// cohort, age, accounts, active), events.csv (what was planted) and world.json.
[[nodiscard]] Status write_truth(const World& world, const std::filesystem::path& directory);

}  // namespace orrery::simulate
