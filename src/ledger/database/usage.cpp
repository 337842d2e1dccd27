#include "ledger/database/usage.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.h"

namespace orrery::ledger {
Result<Usage> read_usage(const Database& database, std::string_view owner, std::int64_t id,
                         std::int64_t now_us) {
    auto row =
        database.prepare(fmt::format("SELECT coalesce(sum(charged_nano_usd), 0), "
                                     "coalesce(sum(charged_nano_usd) FILTER (WHERE day >= ?2), 0), "
                                     "coalesce(sum(charged_nano_usd) FILTER (WHERE day >= ?3), 0), "
                                     "coalesce(sum(charged_nano_usd) FILTER (WHERE day >= ?4), 0), "
                                     "coalesce(sum(byok_nano_usd), 0), "
                                     "coalesce(sum(byok_nano_usd) FILTER (WHERE day >= ?2), 0), "
                                     "coalesce(sum(byok_nano_usd) FILTER (WHERE day >= ?3), 0), "
                                     "coalesce(sum(byok_nano_usd) FILTER (WHERE day >= ?4), 0) "
                                     "FROM usage_days WHERE {} = ?1",
                                     owner));
    if (!row) {
        return std::unexpected(row.error());
    }
    row->bind(1, id).bind(2, period_start_day(Reset::daily, now_us));
    row->bind(3, period_start_day(Reset::weekly, now_us));
    row->bind(4, period_start_day(Reset::monthly, now_us));
    if (const auto found = row->step(); !found) {
        return std::unexpected(found.error());
    }
    const auto sums = [&](int at) {
        return Sums{row->number(at), row->number(at + 1), row->number(at + 2), row->number(at + 3)};
    };
    return Usage{sums(0), sums(4)};
}

Status for_each_charge(
    const Database& database, std::int64_t now_us,
    const std::function<void(std::int64_t key, std::int64_t account, const Charge&)>& visit) {
    auto rows = database.prepare(
        "SELECT key, account, CASE WHEN day < ?1 THEN 0 ELSE day END AS since, "
        "sum(charged_nano_usd), sum(byok_nano_usd) FROM usage_days "
        "GROUP BY key, account, since ORDER BY since");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    rows->bind(1, std::min(period_start_day(Reset::weekly, now_us),
                           period_start_day(Reset::monthly, now_us)));
    for (;;) {
        const auto row = rows->step();
        if (!row) {
            return std::unexpected(row.error());
        }
        if (!*row) {
            return {};
        }
        visit(rows->number(0), rows->number(1),
              Charge{rows->number(2) * day_us, rows->number(3), rows->number(4)});
    }
}

}  // namespace orrery::ledger
