#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/result.h"
#include "ledger/database/applier.h"
#include "ledger/database/database.h"

namespace orrery::ledger {

/// What is left to do after a recovery.
struct Recovered {
    std::uint64_t next_sequence = 1;               ///< Of the first segment that may be made.
    std::vector<std::filesystem::path> done_with;  ///< To be removed after a checkpoint.
};

/// Applies what the journals of earlier processes hold beyond their positions, and settles as lost
/// what they left open. A crash amid it is recovered by the next one; nothing is applied twice.
[[nodiscard]] Result<Recovered> recover(const std::filesystem::path& directory,
                                        const Database& database, Applier& applier);

}  // namespace orrery::ledger
