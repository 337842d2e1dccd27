#include "study/filter/cut_weeks.h"

#include <fmt/format.h>

#include <set>

namespace orrery::study {
namespace {

/// Each is read from the generations, in a query of its own.
constexpr std::size_t cut_weeks_max = 8;

/// The days on which a name gets or loses its meaning.
std::set<std::string> turning_days(const std::vector<ModelWindow>& windows) {
    std::set<std::string> days;
    for (const ModelWindow& window : windows) {
        for (const std::string& day : {window.from, window.to}) {
            if (!day.empty()) {
                days.insert(day);
            }
        }
    }
    return days;
}

}  // namespace

Result<std::optional<std::vector<std::string>>> cut_weeks(warehouse::Warehouse& warehouse,
                                                          const Periods& periods,
                                                          const std::vector<ModelWindow>& windows,
                                                          const Window& window,
                                                          const std::string& days) {
    const auto turning = turning_days(windows);
    const bool is_same = periods.asked == periods.stored;
    if (is_same && (periods.stored == "day" || turning.empty())) {
        return std::vector<std::string>();
    }
    if (periods.stored != "week" || (!is_same && !periods.is_by_weeks)) {
        return std::nullopt;
    }
    std::string sql = "SELECT DATE '0001-01-01' AS week WHERE false";
    for (const std::string& day : turning) {
        sql += fmt::format(
            " UNION SELECT week FROM (SELECT DATE '{0}' AS day, week_of(DATE '{0}') AS week) "
            "WHERE week < day AND week BETWEEN week_of({{from}}) AND {{to}}",
            day);
    }
    if (!is_same) {
        sql += fmt::format(
            " UNION SELECT week_of({{from}}) FROM {0} "
            "WHERE day >= week_of({{from}}) AND day < {{from}} "
            "UNION SELECT week_of({{to}}) FROM {0} "
            "WHERE day > {{to}} AND day < week_of({{to}}) + 7",
            days);
    }
    const auto weeks = warehouse.query(
        with_window("SELECT CAST(week AS VARCHAR) FROM (" + sql + ") ORDER BY 1", window));
    if (!weeks) {
        return std::unexpected(weeks.error());
    }
    if (weeks->rows.size() > cut_weeks_max) {
        return std::nullopt;
    }
    std::vector<std::string> cut;
    for (const auto& row : weeks->rows) {
        cut.push_back(to_text(row.front()));
    }
    return cut;
}

}  // namespace orrery::study
