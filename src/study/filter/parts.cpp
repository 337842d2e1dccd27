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

Status Parts::prepare() {
    const auto database = warehouse_.query("SELECT current_database()");
    if (!database) {
        return std::unexpected(database.error());
    }
    database_ = to_text(database->rows[0][0]);
    if (filter_.is_of_models()) {
        auto models = model_windows(warehouse_, filter_);
        if (!models) {
            return std::unexpected(models.error());
        }
        models_ = std::move(*models);
    }
    return {};
}

Status Parts::make(const std::set<std::string>& marts) {
    if (marts.empty()) {
        return {};
    }
    if (auto prepared = prepare(); !prepared) {
        return prepared;
    }
    for (const std::string& mart : marts) {
        if (auto made = make_one(mart); !made) {
            return made;
        }
    }
    return {};
}

Status Parts::make_one(const std::string& mart) {
    auto source = source_of(mart);
    if (!source) {
        return std::unexpected(source.error());
    }
    if (!source->is_summed) {
        made_[mart] = std::move(source->sql);
        return {};
    }
    made_[mart] = "FROM temp." + part_name(mart);
    // In the mart's own shape: what is summed anew comes with wider types.
    return tables_.ensure(part_name(mart), key_,
                          fmt::format("CREATE OR REPLACE TEMP TABLE {0} AS FROM {1} LIMIT 0; "
                                      "INSERT INTO {0} BY NAME {2}",
                                      part_name(mart), mart, source->sql));
}

Result<Parts::Source> Parts::source_of(const std::string& mart) {
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
        // Rows of one account lie apart, and figures on accounts read them more than once.
        return Source{fmt::format("SELECT * FROM {} WHERE {}", in_store(mart), of_rows(*keys)),
                      has(*keys, "account_id")};
    }
    if (mart == "mart_usage" && columns.size() == 1 &&
        std::ranges::find(slice_dimensions, columns[0].name) != slice_dimensions.end()) {
        return Source{
            fmt::format("SELECT * EXCLUDE (dimension, value) FROM {} "
                        "WHERE dimension = '{}' AND {} AND {}",
                        in_store("mart_slices"), columns[0].name,
                        one_of("value", columns[0].values), of_rows({"day", "model"}))};
    }
    is_scanned_ = true;
    const auto part = warehouse_.part_of(mart, of_generations(keys->front()));
    if (!part) {
        return std::unexpected(part.error());
    }
    return Source{filter_.categories.empty() ? *part
                                             : fmt::format("SELECT * FROM ({}) WHERE {}", *part,
                                                           one_of("category", filter_.categories)),
                  true};
}

/// A table of the store, whatever its name is to mean in this session.
std::string Parts::in_store(const std::string& table) const {
    return fmt::format("\"{}\".main.{}", database_, table);
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
    for (const auto& [mart, query] : made_) {
        if (auto placed = tables_.show(mart, query); !placed) {
            return placed;
        }
    }
    return made_.contains("mart_activity")
               ? tables_.show("generations",
                              fmt::format("SELECT * FROM {} WHERE {}", in_store("generations"),
                                          of_generations("month")))
               : Status();
}

}  // namespace orrery::study
