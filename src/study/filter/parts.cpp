#include "study/filter/parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "study/filter/cut_weeks.h"

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

std::string without(const std::vector<std::string>& keys) {
    return fmt::format("* EXCLUDE ({})", fmt::join(keys, ", "));
}

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
    return tables_.ensure(part_name(mart), key_ + " of " + source->table,
                          fmt::format("CREATE OR REPLACE TEMP TABLE {0} AS FROM {1} LIMIT 0; "
                                      "INSERT INTO {0} BY NAME {2}",
                                      part_name(mart), mart, source->sql));
}

Result<Parts::Source> Parts::source_of(const std::string& mart) {
    const auto keys = warehouse_.keys_of(mart);
    auto tables = warehouse_.splits_of(mart);
    if (!keys || !tables) {
        return std::unexpected(keys ? tables.error() : keys.error());
    }
    tables->insert(tables->begin(), mart);
    for (const std::string& table : *tables) {
        auto source = source_in(table, mart, *keys);
        if (!source) {
            return std::unexpected(source.error());
        }
        if (*source) {
            return std::move(**source);
        }
    }
    is_scanned_ = true;
    const auto part = part_of(mart, of_generations(keys->front()));
    return part ? Result<Source>(Source{"generations", *part, true})
                : std::unexpected(part.error());
}

/// The rows of a mart in a table that has them, or has them split; nothing where it cannot tell
/// those of the part.
Result<std::optional<Parts::Source>> Parts::source_in(const std::string& table,
                                                      const std::string& mart,
                                                      const std::vector<std::string>& mart_keys) {
    const auto keys = warehouse_.keys_of(table);
    if (!keys) {
        return std::unexpected(keys.error());
    }
    if (!tells(*keys)) {
        return std::nullopt;
    }
    // Who reads rows that are told apart by model asks what each name meant on the day.
    const bool asks_names = has(mart_keys, "model") && mart_keys.front() != keys->front();
    const auto names = asks_names ? model_windows(warehouse_, {}) : models_;
    if (!names) {
        return std::unexpected(names.error());
    }
    const auto cut = cut_weeks(warehouse_, {mart_keys.front(), keys->front(), is_by_weeks_}, *names,
                               window_, in_store("mart_usage"));
    if (!cut) {
        return std::unexpected(cut.error());
    }
    if (!*cut) {
        return std::nullopt;
    }
    std::string rows = fmt::format("FROM {} WHERE {}", in_store(table), of_rows(*keys));
    if (table == mart && (*cut)->empty()) {
        // Rows of one account lie apart, and figures on accounts read them more than once.
        return Source{table, "SELECT * " + rows, has(*keys, "account_id")};
    }
    for (const std::string& week : **cut) {
        rows += fmt::format(" AND week <> DATE '{}'", week);
    }
    std::string sql = fmt::format("SELECT {}, {} {}", fmt::join(keys_in(*keys, mart_keys), ", "),
                                  without(*keys), rows);
    for (const std::string& week : **cut) {
        const auto part = part_of(
            mart, fmt::format("{} AND created_at >= DATE '{}' AND created_at < DATE '{}' + 7",
                              of_generations(mart_keys.front()), week, week));
        if (!part) {
            return std::unexpected(part.error());
        }
        sql += " UNION ALL BY NAME SELECT * FROM (" + *part + ")";
    }
    if (!has_slice(*keys)) {
        sql = fmt::format("SELECT {}, sum(COLUMNS({})) FROM ({}) GROUP BY ALL",
                          fmt::join(mart_keys, ", "), without(mart_keys), sql);
    }
    return Source{table, sql, !(*cut)->empty()};
}

/// Says whether of rows with some keys those of the part are one slice, in which the other keys
/// tell each row from the others.
bool Parts::has_slice(const std::vector<std::string>& keys) const {
    return has(keys, "dimension") && columns_of(filter_).front().values.size() == 1;
}

/// What the keys of a mart are in a table that splits it, by longer periods perhaps.
std::vector<std::string> Parts::keys_in(const std::vector<std::string>& keys,
                                        std::vector<std::string> mart_keys) const {
    if (mart_keys.front() != keys.front()) {
        const std::string day = fmt::format("greatest(week, DATE {})", sql_text(window_.from));
        mart_keys.front() = has(keys, "drawn_day")
                                ? fmt::format("coalesce(drawn_day, {}) AS day", day)
                                : day + " AS day";
    }
    return mart_keys;
}

/// Says whether rows with some keys can be told apart by what the filter chooses by.
bool Parts::tells(const std::vector<std::string>& keys) const {
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

/// The rows of a mart as the generations that meet a condition make them.
Result<std::string> Parts::part_of(const std::string& mart, const std::string& condition) const {
    auto part = warehouse_.part_of(mart, condition);
    return !part || filter_.categories.empty()
               ? part
               : fmt::format("SELECT * FROM ({}) WHERE {}", *part,
                             one_of("category", filter_.categories));
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
        if (has(keys, "dimension")) {
            condition += fmt::format(" AND dimension = '{}' AND {}", column.name,
                                     one_of("value", column.values));
        } else if (has(keys, column.name)) {
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
