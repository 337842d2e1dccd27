#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "cli/session.h"
#include "simulate/calibration/plan.h"

namespace orrery::cli {

struct SimulateArguments {
    std::string profile = "state-of-ai-2025";
    simulate::WorldOptions options;
};

/// Loads the profile and calibrates a world, with progress on the terminal.
[[nodiscard]] Result<std::unique_ptr<simulate::World>> make_world(
    const SimulateArguments& arguments, const catalog::Catalog& catalog);

/// Simulates into an open store and prints what was made; writes the truth where a directory is
/// named.
[[nodiscard]] Status simulate_into(OpenStore& open, const SimulateArguments& arguments,
                                   const std::filesystem::path& truth);

void print_world(const simulate::World& world);

}  // namespace orrery::cli
