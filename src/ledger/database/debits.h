#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "base/result.h"
#include "ledger/database/database.h"

namespace orrery::ledger {

/// What the generations of one round cost, by key and UTC day of creation.
class Debits {
public:
    void add(std::int64_t key, std::int64_t account, std::int64_t created_at_us,
             std::int64_t charged_nano_usd, std::int64_t byok_nano_usd);

private:
    friend class DebitWriter;
    struct Sum {
        std::int64_t account = 0;
        std::int64_t charged = 0;
        std::int64_t byok = 0;
        std::int64_t generations = 0;
    };
    std::map<std::pair<std::int64_t, std::int64_t>, Sum> sums_;
};

/// Adds debits to the accounts, the keys and the days of usage.
class DebitWriter {
public:
    [[nodiscard]] Status prepare(const Database& database);
    /// REQUIRES: within a transaction.
    [[nodiscard]] Status write(const Debits& debits);

private:
    Statement add_day_, add_key_, add_account_;
};

}  // namespace orrery::ledger
