#include "warehouse/marts/touched.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <set>
#include <string_view>

#include "base/table.h"

namespace orrery::warehouse {
namespace {

/// To write so many into statements makes them cheaper to plan, and DuckDB reads by them at once
/// which parts of a table it can leave out. Traffic touches a day or two, an import all.
constexpr std::size_t days_written_max = 32;

constexpr std::array<std::string_view, 3> periods = {"day", "week", "month"};

}  // namespace

Result<Touched> Touched::read(const Connection& connection) {
    const auto made = connection.execute(
        "CREATE OR REPLACE TEMP TABLE touched_days AS SELECT day, week_of(day) AS week, "
        "month_of(day) AS month FROM (SELECT DISTINCT day_of(created_at) AS day FROM delta)");
    if (!made) {
        return std::unexpected(made.error());
    }
    const auto days = connection.query(
        fmt::format("FROM temp.touched_days ORDER BY day LIMIT {}", days_written_max + 1));
    if (!days) {
        return std::unexpected(days.error());
    }
    Touched touched;
    touched.is_empty_ = days->rows.empty();
    if (days->rows.size() > days_written_max) {
        return touched;
    }
    for (std::size_t i = 0; i < periods.size(); ++i) {
        std::set<std::string> dates;
        for (const auto& row : days->rows) {
            dates.insert(fmt::format("DATE {}", sql_literal(to_text(row[i]))));
        }
        touched.lists_[std::string(periods[i])] = fmt::format(" IN ({})", fmt::join(dates, ", "));
    }
    return touched;
}

std::string Touched::condition(const std::string& period) const {
    const auto list = lists_.find(period);
    return list == lists_.end() ? fmt::format("{0} IN (SELECT {0} FROM temp.touched_days)", period)
                                : period + list->second;
}

}  // namespace orrery::warehouse
