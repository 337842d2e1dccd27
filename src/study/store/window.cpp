#include "study/store/window.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>

#include "base/format/directives.h"

namespace orrery::study {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

std::optional<sys_days> parse_day(const std::string& text) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    // Digits are looked for first: sscanf would also take a sign or a blank.
    constexpr std::string_view form = "dddd-dd-dd";
    const bool has_form = std::ranges::equal(text, form, [](char c, char expected) {
        return expected == 'd' ? c >= '0' && c <= '9' : c == expected;
    });
    if (!has_form || std::sscanf(text.c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3) {
        return std::nullopt;
    }
    const year_month_day date{std::chrono::year(year), std::chrono::month(month),
                              std::chrono::day(day)};
    return date.ok() ? std::optional(sys_days(date)) : std::nullopt;
}

bool is_cut(const std::string& x, const std::string& unit, const Window& window) {
    const auto first = parse_day(x);
    if (!first) {
        return false;
    }
    sys_days last = *first + std::chrono::days(6);
    if (unit == "month") {
        const year_month_day date(*first);
        last = sys_days(date.year() / date.month() / std::chrono::last);
    }
    return *first < *parse_day(window.from) || last > *parse_day(window.to);
}

}  // namespace

Result<Window> resolve_window(warehouse::Warehouse& warehouse, const std::string& from,
                              const std::string& to) {
    for (const auto& [text, option] : {std::pair{from, "--from"}, std::pair{to, "--to"}}) {
        if (!text.empty() && !parse_day(text)) {
            return fail(ErrorKind::usage, fmt::format("'{}' is not a date", text), option,
                        "write it as 2025-11-30");
        }
    }
    if (!from.empty() && !to.empty() && to < from) {
        return fail(ErrorKind::usage, "the window ends before it begins", "--from, --to");
    }
    const std::string condition =
        fmt::format("day >= DATE '{}' AND day <= DATE '{}'", from.empty() ? "0001-01-01" : from,
                    to.empty() ? "9999-12-31" : to);
    const auto range = warehouse.query(
        "SELECT CAST(min(day) AS VARCHAR), CAST(max(day) AS VARCHAR) FROM mart_usage WHERE " +
        condition);
    if (!range) {
        return std::unexpected(range.error());
    }
    const auto& row = range->rows.front();
    if (std::holds_alternative<std::monostate>(row[0])) {
        return fail(ErrorKind::not_found, "the store has no generation in the window", {},
                    "import something first: orrery import SOURCE FILE, or widen --from and --to");
    }
    return Window{from.empty() ? to_text(row[0]) : from, to.empty() ? to_text(row[1]) : to};
}

std::string with_window(std::string sql, const Window& window) {
    sql = replaced(std::move(sql), "{from}", "DATE '" + window.from + "'");
    return replaced(std::move(sql), "{to}", "DATE '" + window.to + "'");
}

std::string with_parameters(const std::string& sql, const Window& window,
                            const FigureDefinition& definition) {
    std::string filled = with_window(sql, window);
    for (const auto& [name, value] : definition.parameters) {
        const bool is_text = std::holds_alternative<std::string>(value);
        filled = replaced(std::move(filled), "{" + name + "}",
                          is_text ? sql_text(to_text(value)) : to_text(value));
    }
    return filled;
}

std::string sql_text(const std::string& text) {
    std::string literal = "'";
    for (const char c : text) {
        literal += c == '\'' ? "''" : std::string(1, c);
    }
    return literal + "'";
}

std::string view_sql(std::string view, const Window& window, const std::string& source,
                     const std::string& by) {
    view = replaced(std::move(view), "{source}", source);
    return with_window(replaced(std::move(view), "{by}", by), window);
}

std::string usage_table_sql(std::string view, const Window& window) {
    return "CREATE OR REPLACE TEMP TABLE usage AS " +
           view_sql(std::move(view), window, "mart_usage");
}

std::string complete_weeks_sql(const Window& window) {
    return fmt::format(
        "CREATE OR REPLACE TEMP TABLE complete_weeks AS SELECT DISTINCT week FROM usage "
        "WHERE week >= DATE '{}' AND week + 6 <= DATE '{}'",
        window.from, window.to);
}

std::vector<std::string> partial_values(const FigureResult& figure, const Window& window) {
    const std::string& unit = figure.definition.x.front();
    std::set<std::string> cut;
    if (unit == "week" || unit == "month") {
        for (const auto& row : figure.table.rows) {
            const std::string x = to_text(row.front());
            if (is_cut(x, unit, window)) {
                cut.insert(x);
            }
        }
    }
    return {cut.begin(), cut.end()};
}

}  // namespace orrery::study
