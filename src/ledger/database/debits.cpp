#include "ledger/database/debits.h"

#include <string_view>

#include "ledger/balance.h"

namespace orrery::ledger {

void Debits::add(std::int64_t key, std::int64_t account, std::int64_t created_at_us,
                 std::int64_t charged_nano_usd, std::int64_t byok_nano_usd) {
    Sum& sum = sums_[{key, period_start_day(Reset::daily, created_at_us)}];
    sum.account = account;
    sum.charged += charged_nano_usd;
    sum.byok += byok_nano_usd;
    ++sum.generations;
}

Status DebitWriter::prepare(const Database& database) {
    const std::pair<Statement*, std::string_view> statements[] = {
        {&add_day_,
         "INSERT INTO usage_days (key, day, account, charged_nano_usd, byok_nano_usd, generations) "
         "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
         "charged_nano_usd = charged_nano_usd + excluded.charged_nano_usd, "
         "byok_nano_usd = byok_nano_usd + excluded.byok_nano_usd, "
         "generations = generations + excluded.generations"},
        {&add_key_, "UPDATE keys SET used_nano_usd = used_nano_usd + ?2 WHERE id = ?1"},
        {&add_account_, "UPDATE accounts SET used_nano_usd = used_nano_usd + ?2 WHERE id = ?1"},
    };
    for (const auto& [statement, sql] : statements) {
        auto prepared = database.prepare(sql);
        if (!prepared) {
            return std::unexpected(prepared.error());
        }
        *statement = std::move(*prepared);
    }
    return {};
}

Status DebitWriter::write(const Debits& debits) {
    std::map<std::int64_t, std::int64_t> keys;
    std::map<std::int64_t, std::int64_t> accounts;
    for (const auto& [key_and_day, sum] : debits.sums_) {
        const auto& [key, day] = key_and_day;
        keys[key] += sum.charged;
        accounts[sum.account] += sum.charged;
        add_day_.bind(1, key).bind(2, day).bind(3, sum.account);
        add_day_.bind(4, sum.charged).bind(5, sum.byok).bind(6, sum.generations);
        if (auto added = add_day_.run(); !added) {
            return added;
        }
    }
    for (const auto& [statement, totals] :
         {std::pair(&add_key_, &keys), std::pair(&add_account_, &accounts)}) {
        for (const auto& [id, charged] : *totals) {
            if (auto added = statement->bind(1, id).bind(2, charged).run(); !added) {
                return added;
            }
        }
    }
    return {};
}

}  // namespace orrery::ledger
