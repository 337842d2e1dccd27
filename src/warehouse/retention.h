#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "warehouse/store.h"

namespace orrery::warehouse {

/// What a pruning took out, or would.
struct Pruned {
    std::string before;  ///< First day whose single rows stay, ISO; UTC.
    std::int64_t generations = 0;
    std::int64_t labels = 0;
    std::int64_t quarantined = 0;
};

enum class Pruning { write, dry_run };

/// Deletes single generations, labels and quarantined rows of days more than `keep_raw_days` before
/// today (UTC), once the marts have folded them; the marts keep their sums for ever. The store
/// remembers up to where: what comes later for those days is refused, for nobody could tell
/// whether it was counted before. REQUIRES: `keep_raw_days` > 0.
[[nodiscard]] Result<Pruned> prune(Store& store, int keep_raw_days, Pruning pruning);

/// Returns the first day whose single generations are kept, as an ISO date; empty where none was
/// ever deleted.
[[nodiscard]] Result<std::string> pruned_before(const Connection& connection);
[[nodiscard]] Result<std::string> pruned_before(Warehouse& warehouse);

/// The reason in `quarantine` of rows that come too late.
inline constexpr std::string_view pruned_reason =
    "created_at is of a day whose single generations were pruned";

}  // namespace orrery::warehouse
