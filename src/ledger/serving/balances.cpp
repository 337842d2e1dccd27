#include "ledger/serving/balances.h"

#include "ledger/database/usage.h"

namespace orrery::ledger {

Status Balances::load(const Database& database, std::int64_t now_us) {
    return for_each_charge(database, now_us,
                           [&](std::int64_t key, std::int64_t account, const Charge& charge) {
                               this->key(key).add(charge);
                               this->account(account).add(charge);
                           });
}

Balance& Balances::of(Table& table, std::int64_t id) {
    const std::scoped_lock lock(mutex_);
    auto& balance = table[id];
    if (!balance) {
        balance = std::make_unique<Balance>();
    }
    return *balance;
}

}  // namespace orrery::ledger
