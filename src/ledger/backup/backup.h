#pragma once

#include <filesystem>

#include "base/result.h"

namespace orrery::ledger {

/// Copies the accounts, keys and records in a ledger's directory as they are at one moment into a
/// new file, while others may use them. What only the journals hold is not in it:
/// Ledger::apply_pending, or settle_journals where nobody serves, comes first.
[[nodiscard]] Status copy_database(const std::filesystem::path& directory,
                                   const std::filesystem::path& to);

/// Applies what the journals of an earlier process hold, as the next serving process would. Fails
/// where one serves.
[[nodiscard]] Status settle_journals(const std::filesystem::path& directory);

}  // namespace orrery::ledger
