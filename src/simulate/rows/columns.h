#pragma once

#include <functional>
#include <string>
#include <vector>

#include "simulate/calibration/plan.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::simulate {

/// The slices of one month, which make a file of their own.
struct Part {
    std::string name;  ///< 2025-06
    std::size_t first = 0;
    std::size_t last = 0;  ///< Exclusive.
    std::int64_t generations = 0;
};

/// Returns the world's months, each a part.
[[nodiscard]] std::vector<Part> parts_of(const World& world);

/// Makes two SQL table functions of the connection: simulated_generations() with the columns of the
/// record and simulated_labels() with those of the table labels. With `part = N` they stream that
/// part in order, without it the whole world, from several threads at once where order does not
/// matter. `on_rows` hears how many generations each chunk held, from any thread.
/// REQUIRES: world outlives the connection.
[[nodiscard]] Status register_world(const warehouse::Connection& connection, const World& world,
                                    std::int64_t import_batch,
                                    const std::function<void(std::int64_t)>& on_rows);

}  // namespace orrery::simulate
