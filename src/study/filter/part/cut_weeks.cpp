#include "study/filter/part/cut_weeks.h"

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

std::vector<Window> windows_of(const Table& rows) {
    std::vector<Window> windows;
    for (const auto& row : rows.rows) {
        windows.push_back({to_text(row[0]), to_text(row[1])});
    }
    return windows;
}

}  // namespace

Result<std::optional<std::vector<Window>>> cut_weeks(warehouse::Warehouse& warehouse,
                                                     const Periods& periods,
                                                     const std::vector<ModelWindow>& windows,
                                                     const Window& window,
                                                     const std::string& days) {
    const auto turning = turning_days(windows);
    const bool is_same = periods.asked == periods.stored;
    if (is_same && (periods.stored == "day" || turning.empty())) {
        return std::vector<Window>();
    }
    const bool are_days_in_weeks = periods.asked == "day" && periods.is_by_weeks;
    if (periods.stored != "week" || (!is_same && !are_days_in_weeks)) {
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
    const auto weeks = warehouse.query(with_window(
        "SELECT CAST(week AS VARCHAR), CAST(week + 6 AS VARCHAR) FROM (" + sql + ") ORDER BY 1",
        window));
    if (!weeks) {
        return std::unexpected(weeks.error());
    }
    if (weeks->rows.size() > cut_weeks_max) {
        return std::nullopt;
    }
    return windows_of(*weeks);
}

Result<std::vector<Window>> week_spans(warehouse::Warehouse& warehouse, const Window& window,
                                       const std::string& days, std::int64_t generations_max) {
    const auto rows = warehouse.query(with_window(
        fmt::format("WITH weeks AS (SELECT week_of(day) AS week, sum(generations) AS n FROM {} "
                    "WHERE day BETWEEN week_of({{from}}) AND week_of({{to}}) + 6 GROUP BY ALL), "
                    "placed AS (SELECT week, (sum(n) OVER (ORDER BY week) - n) // {} AS span "
                    "FROM weeks) "
                    "SELECT CAST(min(week) AS VARCHAR), CAST(max(week) + 6 AS VARCHAR) "
                    "FROM placed GROUP BY span ORDER BY span",
                    days, generations_max),
        window));
    if (!rows) {
        return std::unexpected(rows.error());
    }
    return windows_of(*rows);
}

}  // namespace orrery::study
