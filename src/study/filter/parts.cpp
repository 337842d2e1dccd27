#include "study/filter/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
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

bool has(const std::vector<std::string>& keys, std::string_view key) {
    return std::ranges::find(keys, key) != keys.end();
}

/// A mart by week or month holds days on both sides of those on which a name changes its meaning.
bool are_told_by(const std::vector<ModelWindow>& windows, const std::string& time_key) {
    return time_key == "day" || std::ranges::all_of(windows, [](const ModelWindow& window) {
               return window.from.empty() && window.to.empty();
           });
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

std::string part_name(const std::string& mart) {
    return "part_" + mart;
}

constexpr std::array slice_dimensions = {"provider", "app", "country", "is_byok"};

}  // namespace

Status ensure_table(warehouse::Warehouse& warehouse, const std::string& name,
                    const std::string& key, const std::string& statements) {
    const auto known = warehouse.query(
        fmt::format("SELECT comment FROM duckdb_tables() WHERE database_name = 'temp' "
                    "AND table_name = {}",
                    sql_text(name)));
    if (!known) {
        return std::unexpected(known.error());
    }
    if (!known->rows.empty() && to_text(known->rows[0][0]) == key) {
        return {};
    }
    if (auto made = warehouse.execute(statements); !made) {
        return made;
    }
    return warehouse.execute(fmt::format("COMMENT ON TABLE temp.{} IS {}", name, sql_text(key)));
}

Status Parts::prepare() {
    if (!key_.empty()) {
        return {};
    }
    const auto watermark = warehouse_.watermark();
    if (!watermark) {
        return std::unexpected(watermark.error());
    }
    if (filter_.is_of_models()) {
        auto models = model_windows(warehouse_, filter_);
        if (!models) {
            return std::unexpected(models.error());
        }
        models_ = std::move(*models);
    }
    key_ = fmt::format("{} {}..{} {}", filter_.key(), window_.from, window_.to, watermark->folded);
    return {};
}

Status Parts::make(const std::set<std::string>& marts) {
    if (auto prepared = prepare(); !prepared) {
        return prepared;
    }
    for (const std::string& mart : marts) {
        if (auto made = make_one(mart); !made) {
            return made;
        }
        made_.push_back(mart);
    }
    return {};
}

Status Parts::make_one(const std::string& mart) {
    const auto source = source_of(mart);
    if (!source) {
        return std::unexpected(source.error());
    }
    // In the mart's own shape: what is summed anew comes with wider types.
    return ensure_table(warehouse_, part_name(mart), key_,
                        fmt::format("CREATE OR REPLACE TEMP TABLE {0} AS FROM {1} LIMIT 0; "
                                    "INSERT INTO {0} BY NAME {2}",
                                    part_name(mart), mart, *source));
}

Result<std::string> Parts::source_of(const std::string& mart) {
    const auto keys = warehouse_.keys_of(mart);
    if (!keys) {
        return std::unexpected(keys.error());
    }
    const auto columns = columns_of(filter_);
    const bool knows_models =
        !filter_.is_of_models() || (has(*keys, "model") && are_told_by(models_, keys->front()));
    const bool knows_all =
        std::ranges::all_of(columns, [&](const Column& column) { return has(*keys, column.name); });
    if (knows_models && knows_all) {
        return fmt::format("SELECT * FROM {} WHERE {}", mart, of_rows(*keys));
    }
    if (mart == "mart_usage" && columns.size() == 1 &&
        std::ranges::find(slice_dimensions, columns[0].name) != slice_dimensions.end()) {
        return fmt::format(
            "SELECT * EXCLUDE (dimension, value) FROM ("
            "SELECT day, model, {0} FROM mart_slices WHERE dimension = '{1}' AND {2} AND {3})",
            "* EXCLUDE (day, model)", columns[0].name, one_of("value", columns[0].values),
            of_rows({"day", "model"}));
    }
    is_scanned_ = true;
    const auto part = warehouse_.part_of(mart, of_generations(keys->front()));
    if (!part) {
        return part;
    }
    return filter_.categories.empty() ? *part
                                      : fmt::format("SELECT * FROM ({}) WHERE {}", *part,
                                                    one_of("category", filter_.categories));
}

/// The condition on the rows of a mart with some keys; what is no key is left to others.
std::string Parts::of_rows(const std::vector<std::string>& keys) const {
    std::string condition = of_window(keys.front(), window_);
    if (filter_.is_of_models() && has(keys, "model")) {
        condition += " AND " + model_condition(models_, keys.front());
    }
    for (const Column& column : columns_of(filter_)) {
        if (has(keys, column.name)) {
            condition += " AND " + one_of(std::string(column.name), column.values);
        }
    }
    if (!filter_.categories.empty() && has(keys, "category")) {
        condition += " AND " + one_of("category", filter_.categories);
    }
    return condition;
}

std::string Parts::of_generations(const std::string& time_key) const {
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

Status Parts::put_in_place() {
    for (const std::string& mart : made_) {
        if (auto placed = warehouse_.execute(
                fmt::format("CREATE TEMP VIEW {} AS FROM temp.{}", mart, part_name(mart)));
            !placed) {
            return placed;
        }
    }
    if (std::ranges::find(made_, "mart_activity") == made_.end()) {
        return {};
    }
    const auto database = warehouse_.query("SELECT current_database()");
    if (!database) {
        return std::unexpected(database.error());
    }
    return warehouse_.execute(fmt::format(
        "CREATE TEMP VIEW generations AS SELECT * FROM \"{}\".main.generations WHERE {}",
        to_text(database->rows[0][0]), of_generations("month")));
}

Status Parts::take_away() {
    std::string statements;
    for (const std::string& mart : made_) {
        statements += fmt::format("DROP VIEW temp.{}; ", mart);
    }
    if (std::ranges::find(made_, "mart_activity") != made_.end()) {
        statements += "DROP VIEW temp.generations";
    }
    return statements.empty() ? Status{} : warehouse_.execute(statements);
}

}  // namespace orrery::study
