#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "base/result.h"
#include "ledger/balance.h"
#include "ledger/database/database.h"

namespace orrery::ledger {

/// The balances of all accounts and keys that there ever were. Thread-safe.
class Balances {
public:
    /// Reads what was used until now. REQUIRES: nothing is open or waits to be applied.
    [[nodiscard]] Status load(const Database& database, std::int64_t now_us);

    /// Returns the one balance of an account or key; a new one has used nothing.
    [[nodiscard]] Balance& account(std::int64_t id) { return of(accounts_, id); }
    [[nodiscard]] Balance& key(std::int64_t id) { return of(keys_, id); }

private:
    using Table = std::unordered_map<std::int64_t, std::unique_ptr<Balance>>;
    Balance& of(Table& table, std::int64_t id);

    std::mutex mutex_;
    Table accounts_;
    Table keys_;
};

}  // namespace orrery::ledger
