#include "study/filter/part/parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "study/filter/part/cut_weeks.h"
#include "study/filter/tables.h"

namespace orrery::study {
namespace {

std::string in_days(const Window& span) {
    return with_window(" AND created_at >= {from} AND created_at < {to} + 1", span);
}

/// How many generations are read at once with their labels.
constexpr std::int64_t labelled_generations_max = 2'000'000;

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
    if (auto kept = keep_model_windows(tables_, whole_key_); !kept) {
        return kept;
    }
    if (filter_.is_of_models()) {
        auto models = model_windows(warehouse_, filter_);
        if (!models) {
            return std::unexpected(models.error());
        }
        models_ = std::move(*models);
    }
    conditions_ = PartConditions(filter_, window_, models_);
    copy_.emplace(warehouse_, tables_, conditions_, fmt::format("\"{}\".main", database_), key_,
                  copied_max_);
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
    if (source->made.empty()) {
        made_[mart] = std::move(source->there);
        return {};
    }
    const std::string made = "FROM temp." + part_name(mart);
    made_[mart] = source->there.empty() ? made : source->there + " UNION ALL BY NAME " + made;
    // In the mart's own shape: what is summed anew comes with wider types.
    std::string statements =
        fmt::format("CREATE OR REPLACE TEMP TABLE {0} AS FROM {1} LIMIT 0", part_name(mart), mart);
    for (const std::string& query : source->made) {
        statements += fmt::format("; INSERT INTO {} BY NAME {}", part_name(mart), query);
    }
    return tables_.ensure(part_name(mart), key_ + " of " + source->table, statements);
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
    return in_generations(mart, keys->front());
}

/// The rows of a mart as the generations of the part make them.
Result<Parts::Source> Parts::in_generations(const std::string& mart, const std::string& time_key) {
    is_scanned_ = true;
    const auto copied = copy_->table_for(mart, time_key);
    if (!copied) {
        return std::unexpected(copied.error());
    }
    std::vector<std::string> conditions = {conditions_.of_generations(time_key)};
    if (is_of_labels(mart) && !*copied) {
        // Labels of all of them do not fit in memory beside their generation.
        const auto spans =
            week_spans(warehouse_, window_, in_store("mart_usage"), labelled_generations_max);
        if (!spans) {
            return std::unexpected(spans.error());
        }
        conditions.clear();
        for (const Window& span : *spans) {
            conditions.push_back(conditions_.of_generations(time_key) + in_days(span));
        }
    }
    Source source{.table = "generations", .there = {}, .made = {}};
    for (const std::string& condition : conditions) {
        auto part = part_of(mart, condition, copied->value_or(""));
        if (!part) {
            return std::unexpected(part.error());
        }
        source.made.push_back(std::move(*part));
    }
    return source;
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
    if (!conditions_.tells(*keys)) {
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
    if (table == mart && (*cut)->empty()) {
        std::string rows =
            fmt::format("SELECT * FROM {} WHERE {}", in_store(table), conditions_.of_rows(*keys));
        // Rows of one account lie apart, and figures on accounts read them more than once.
        return has(*keys, "account_id") ? Source{table, {}, {std::move(rows)}}
                                        : Source{table, std::move(rows), {}};
    }
    auto source = whole_and_cut(mart, mart_keys, in_store(table), *keys, **cut);
    if (!source) {
        return std::unexpected(source.error());
    }
    source->table = table;
    return std::move(*source);
}

/// The rows of a mart as one that splits it has them, but for some weeks, which generations tell.
Result<Parts::Source> Parts::whole_and_cut(const std::string& mart,
                                           const std::vector<std::string>& mart_keys,
                                           const std::string& table,
                                           const std::vector<std::string>& keys,
                                           const std::vector<Window>& cut) const {
    Source source;
    source.there = fmt::format("SELECT {}, {} FROM {} WHERE {}",
                               fmt::join(conditions_.keys_in(keys, mart_keys), ", "), without(keys),
                               table, conditions_.of_rows(keys));
    for (const Window& week : cut) {
        source.there += fmt::format(" AND week <> DATE {}", sql_text(week.from));
    }
    for (const Window& week : cut) {
        auto part = part_of(mart, conditions_.of_generations(mart_keys.front()) + in_days(week));
        if (!part) {
            return std::unexpected(part.error());
        }
        source.made.push_back(std::move(*part));
    }
    if (!conditions_.has_slice(keys)) {
        source.made.push_back(fmt::format("SELECT {}, sum(COLUMNS({})) FROM ({}) GROUP BY ALL",
                                          fmt::join(mart_keys, ", "), without(mart_keys),
                                          std::exchange(source.there, {})));
    }
    return source;
}

/// The rows of a mart as the generations that meet a condition make them.
Result<std::string> Parts::part_of(const std::string& mart, const std::string& condition,
                                   const std::string& table) const {
    auto part = warehouse_.part_of(mart, condition, table);
    return !part || filter_.categories.empty()
               ? part
               : fmt::format("SELECT * FROM ({}) WHERE {}", *part,
                             one_of("category", filter_.categories));
}

std::string Parts::generations() const {
    return copy_ && copy_->is_made() ? fmt::format("{} WHERE {}", PartCopy::generations,
                                                   conditions_.of_generations("day"))
                                     : fmt::format(
                                           "generations WHERE {} AND import_batch <= "
                                           "(SELECT min(folded) FROM mart_watermarks)",
                                           conditions_.of_generations("day"));
}

/// A table of the store, whatever its name is to mean in this session.
std::string Parts::in_store(const std::string& table) const {
    return fmt::format("\"{}\".main.{}", database_, table);
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
                                          conditions_.of_generations("month")))
               : Status();
}

}  // namespace orrery::study
