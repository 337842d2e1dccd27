#pragma once

#include "base/result.h"
#include "ledger/database/database.h"

namespace orrery::ledger {

/// Brings the ledger's tables to this version in one transaction. Fails on a ledger that a newer
/// Orrery has written.
[[nodiscard]] Status migrate(const Database& database);

}  // namespace orrery::ledger
