#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "ledger/balance.h"
#include "ledger/database/database.h"

namespace orrery::ledger {

/// Sums up what an owner ("account" or "key") has used; the periods are those around `now_us`.
[[nodiscard]] Result<Usage> read_usage(const Database& database, std::string_view owner,
                                       std::int64_t id, std::int64_t now_us);

/// Visits what each key has used, as charges in the order of time: those of the periods around
/// `now_us` by the day, the earlier ones as one, dated 1970-01-01.
[[nodiscard]] Status for_each_charge(
    const Database& database, std::int64_t now_us,
    const std::function<void(std::int64_t key, std::int64_t account, const Charge&)>& visit);

}  // namespace orrery::ledger
