#include "dashboard/api/reach.h"

#include <fmt/format.h>

#include "dashboard/api/answer.h"
#include "gateway/pages/moment.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::dashboard {
namespace {

/// Of everyone: the mart knows the days, and only the last of them is searched for the newest.
Result<Reach> reach_of_all(warehouse::Warehouse& warehouse) {
    const auto days = warehouse.query(fmt::format(
        "SELECT epoch_us(min(day)), epoch_us(max(day)) FROM {}mart_usage", store_tables));
    if (!days) {
        return std::unexpected(days.error());
    }
    Reach reach;
    const auto first = count_of(days->rows[0][0]);
    const auto last = count_of(days->rows[0][1]);
    std::string since = "true";
    if (first && last) {
        reach.days = Days{gateway::day_of(*first), gateway::day_of(*last)};
        since = "created_at >= " + gateway::moment_sql(*last);
    }
    const auto newest = warehouse.query(fmt::format(
        "SELECT epoch_us(max(created_at)) FROM {}generations WHERE {}", store_tables, since));
    if (!newest) {
        return std::unexpected(newest.error());
    }
    reach.newest_us = count_of(newest->rows[0][0]);
    return reach;
}

}  // namespace

Result<Reach> read_reach(warehouse::Warehouse& warehouse, const Visitor& visitor) {
    if (visitor.role != Role::account) {
        return reach_of_all(warehouse);
    }
    const auto ends = warehouse.query(fmt::format(
        "SELECT epoch_us(min(created_at)), epoch_us(max(created_at)) FROM {}generations WHERE {}",
        store_tables, own_condition(visitor)));
    if (!ends) {
        return std::unexpected(ends.error());
    }
    Reach reach;
    const auto first = count_of(ends->rows[0][0]);
    reach.newest_us = count_of(ends->rows[0][1]);
    if (first && reach.newest_us) {
        reach.days = Days{gateway::day_of(*first), gateway::day_of(*reach.newest_us)};
    }
    return reach;
}

Result<std::optional<std::int64_t>> last_day_until(warehouse::Warehouse& warehouse,
                                                   const Visitor& visitor, std::int64_t day) {
    const auto last = warehouse.query(
        visitor.role == Role::account
            ? fmt::format("SELECT epoch_us(max(created_at)) FROM {}generations WHERE {} AND "
                          "created_at < {}",
                          store_tables, own_condition(visitor),
                          gateway::moment_sql((day + 1) * day_us))
            : fmt::format("SELECT epoch_us(max(day)) FROM {}mart_usage WHERE day <= {}",
                          store_tables, day_sql(day)));
    if (!last) {
        return std::unexpected(last.error());
    }
    const auto moment = count_of(last->rows[0][0]);
    return moment ? std::optional(gateway::day_of(*moment)) : std::nullopt;
}

std::string own_condition(const Visitor& visitor) {
    if (visitor.role != Role::account) {
        return "true";
    }
    return visitor.account_id.empty()
               ? "false"
               : "account_id = " + warehouse::sql_literal(visitor.account_id);
}

std::string day_sql(std::int64_t day) {
    return "DATE '" + gateway::day_text(day) + "'";
}

}  // namespace orrery::dashboard
