#include "study/filter/part/part_conditions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace orrery::study {
namespace {

/// The record columns that dimensions of a filter are about; category is one of labels.
struct Column {
    std::string_view name;
    std::vector<std::string> values;
};

std::vector<Column> columns_of(const Filter& filter) {
    std::vector<Column> columns = {{"provider", filter.providers},
                                   {"account_id", filter.accounts},
                                   {"app", filter.apps},
                                   {"country", filter.countries},
                                   {"is_byok", {}}};
    if (filter.is_byok) {
        columns.back().values.emplace_back(*filter.is_byok ? "true" : "false");
    }
    std::erase_if(columns, [](const Column& column) { return column.values.empty(); });
    return columns;
}

/// The rows of a mart that figures on a window can read: those of periods that it cuts, too. Of
/// months those before it, too, for accounts are followed from their first.
std::string of_window(const std::string& time_key, const Window& window) {
    const std::string first = "DATE " + sql_text(window.from);
    const std::string last = "DATE " + sql_text(window.to);
    if (time_key == "month") {
        return fmt::format("month <= {}", last);
    }
    return time_key == "week" ? fmt::format("week BETWEEN week_of({}) AND {}", first, last)
                              : fmt::format("day BETWEEN {} AND {}", first, last);
}

std::string of_slice(const Column& column) {
    return fmt::format(" AND dimension = '{}' AND {}", column.name, one_of("value", column.values));
}

std::string of_moments(const std::string& time_key, const Window& window) {
    const std::string first = "DATE " + sql_text(window.from);
    const std::string last = "DATE " + sql_text(window.to);
    if (time_key == "month") {
        return fmt::format("created_at < last_day({}) + 1", last);
    }
    return time_key == "week"
               ? fmt::format("created_at >= week_of({}) AND created_at < week_of({}) + 7", first,
                             last)
               : fmt::format("created_at >= {} AND created_at < {} + 1", first, last);
}

}  // namespace

bool has(const std::vector<std::string>& keys, std::string_view key) {
    return std::ranges::find(keys, key) != keys.end();
}

bool PartConditions::tells(const std::vector<std::string>& keys) const {
    const auto columns = columns_of(filter_);
    if (filter_.is_of_models() && !has(keys, "model")) {
        return false;
    }
    if (has(keys, "dimension")) {
        return columns.size() == 1 && columns[0].name != "account_id";
    }
    return std::ranges::all_of(columns,
                               [&](const Column& column) { return has(keys, column.name); });
}

bool PartConditions::has_slice(const std::vector<std::string>& keys) const {
    return has(keys, "dimension") && columns_of(filter_).front().values.size() == 1;
}

std::vector<std::string> PartConditions::keys_in(const std::vector<std::string>& keys,
                                                 std::vector<std::string> mart_keys) const {
    if (mart_keys.front() != keys.front()) {
        const std::string day = fmt::format("greatest(week, DATE {})", sql_text(window_.from));
        mart_keys.front() = has(keys, "drawn_day")
                                ? fmt::format("coalesce(drawn_day, {}) AS day", day)
                                : day + " AS day";
    }
    return mart_keys;
}

std::string PartConditions::of_rows(const std::vector<std::string>& keys) const {
    std::string condition = of_window(keys.front(), window_);
    if (filter_.is_of_models() && has(keys, "model")) {
        condition += " AND " + model_condition(models_, keys.front());
    }
    for (const Column& column : columns_of(filter_)) {
        if (has(keys, "dimension")) {
            condition += of_slice(column);
        } else if (has(keys, column.name)) {
            condition += " AND " + one_of(std::string(column.name), column.values);
        }
    }
    if (!filter_.categories.empty() && has(keys, "category")) {
        condition += " AND " + one_of("category", filter_.categories);
    }
    return condition;
}

std::string PartConditions::of_generations(const std::string& time_key) const {
    std::string condition = of_moments(time_key, window_);
    if (filter_.is_of_models()) {
        condition += " AND " + model_condition(models_, "created_at");
    }
    for (const Column& column : columns_of(filter_)) {
        condition += column.name == "is_byok"
                         ? fmt::format(" AND is_byok = {}", column.values[0])
                         : " AND " + one_of(std::string(column.name), column.values);
    }
    return condition;
}

std::string PartConditions::most_generations_sql(const std::string& schema) const {
    const std::string models =
        filter_.is_of_models() ? " AND " + model_condition(models_, "day") : "";
    std::vector<std::string> counts;
    const auto count = [&](std::string_view mart, std::string_view time, const std::string& rows) {
        counts.push_back(
            fmt::format("coalesce((SELECT sum(generations) FROM {}.{} WHERE week_of({}) BETWEEN "
                        "week_of(DATE {}) AND DATE {}{}), 0)",
                        schema, mart, time, sql_text(window_.from), sql_text(window_.to), rows));
    };
    count("mart_usage", "day", models);
    for (const Column& column : columns_of(filter_)) {
        if (column.name == "account_id") {
            count("mart_accounts", "week", " AND " + one_of("account_id", column.values));
        } else {
            count("mart_slices", "day", models + of_slice(column));
        }
    }
    return fmt::format("least({})", fmt::join(counts, ", "));
}

}  // namespace orrery::study
