#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "simulate/calibration/plan.h"
#include "warehouse/store.h"

namespace orrery::simulate {

/// Hears, from any thread, how many generations were just made.
using OnRows = std::function<void(std::int64_t)>;

/// Writes a world into a store, generations, labels and marts, all or nothing. A world that the
/// store holds already changes nothing. Fails where it begins on a day that was pruned. Returns how
/// many generations were new.
[[nodiscard]] Result<std::int64_t> write_to_store(const World& world, warehouse::Store& store,
                                                  const OnRows& on_rows);

/// Writes a world into a directory: generations-YYYY-MM.EXT and labels-YYYY-MM.EXT for each month,
/// and world.json. Formats are parquet, csv and jsonl. Each file is written under another name
/// first; its bytes do not depend on the number of threads.
[[nodiscard]] Status write_to_files(const World& world, const std::filesystem::path& directory,
                                    const std::string& format, const OnRows& on_rows);

/// Returns world.json: what the world was made from, and how many real tokens one token stands for.
[[nodiscard]] std::string world_json(const World& world);

}  // namespace orrery::simulate
