#include "study/filter/session/whole_tables.h"

#include <fmt/format.h>

#include <set>

#include "study/filter/condition.h"
#include "study/filter/tables.h"

namespace orrery::study {
namespace {

bool is_of_models_or_categories(const Filter& filter) {
    return filter.providers.empty() && filter.accounts.empty() && filter.apps.empty() &&
           filter.countries.empty() && !filter.is_byok;
}

/// A mart with the model that each row's name meant on that day, and its month.
std::string with_meaning(const std::string& mart) {
    return fmt::format(
        "(SELECT m.*, coalesce(slug, m.model) AS meant, month_of(day) AS month FROM {} AS m "
        "LEFT JOIN catalog_resolution AS r "
        "ON m.model = r.model AND day >= r.valid_from AND day < r.valid_to)",
        mart);
}

/// What is told apart by the model that was meant, with what the catalog says of it.
std::string with_facts(const std::string& sql) {
    return fmt::format(
        "SELECT summed.* EXCLUDE (meant), meant AS model, "
        "coalesce(catalog_models.author, nullif(split_part(meant, '/', 1), meant), 'unknown') "
        "AS author, coalesce(source_class, 'unknown') AS source_class "
        "FROM ({}) AS summed LEFT JOIN catalog_models ON catalog_models.slug = meant",
        sql);
}

constexpr auto known_usage_sql = R"sql(
SELECT coalesce(slug, u.model) AS meant, sum(generations) AS generations,
       count(u.model) AS known_model, count(prompt_tokens) AS known_prompt_tokens,
       count(completion_tokens) AS known_completion_tokens,
       sum(finished_generations) AS known_finish_reason, sum(cost_known) AS known_cost
FROM mart_usage AS u
LEFT JOIN catalog_resolution AS r
    ON u.model = r.model AND day >= r.valid_from AND day < r.valid_to
WHERE day BETWEEN {from} AND {to}
GROUP BY ALL)sql";

/// The condition on rows with columns model, author and source_class, and category where they are
/// of labels.
std::string condition_of(const Filter& filter) {
    std::string condition = "true";
    for (const auto& [column, values] :
         {std::pair{"model", &filter.models}, std::pair{"author", &filter.authors},
          std::pair{"source_class", &filter.source_classes},
          std::pair{"category", &filter.categories}}) {
        if (!values->empty()) {
            condition += " AND " + one_of(column, *values);
        }
    }
    return condition;
}

}  // namespace

bool WholeTables::can_tell(const std::string& table, const Filter& filter, Grain grain) {
    if (grain == Grain::day || !is_of_models_or_categories(filter)) {
        return false;
    }
    static const std::set<std::string> of_categories = {"tagged", "tags", "sampled_tagged",
                                                        "sampled_tags"};
    if (!filter.categories.empty() && !of_categories.contains(table)) {
        return false;
    }
    return table != "labelled_accounts" || filter.is_empty();
}

Status WholeTables::make(const std::string& table) {
    const std::string kept = kept_name(table);
    if (tables_.has(kept, key_.text())) {
        return {};
    }
    const auto statements = statements_for(table);
    if (!statements) {
        return std::unexpected(statements.error());
    }
    return tables_.ensure(kept, key_.text(), *statements);
}

Status WholeTables::show(const std::string& table, const Filter& filter) {
    const auto made = make(table);
    return made ? tables_.show(table, chosen_sql(table, kept_name(table), filter)) : made;
}

std::string WholeTables::kept_name(const std::string& table) const {
    return fmt::format("whole_{}_by_{}", table, name_of(grain_));
}

/// The time that tells the rows of a table apart; empty where none does.
std::string WholeTables::period_of(const std::string& table) const {
    if (table.starts_with("sampled_")) {
        return {};
    }
    return table == "tags" ? "month" : std::string(name_of(grain_));
}

/// Makes a table from the start, or its periods anew in which a fold has changed a day since.
Result<std::string> WholeTables::statements_for(const std::string& table) const {
    const std::string kept = kept_name(table);
    std::string whole =
        fmt::format("CREATE OR REPLACE TEMP TABLE {} AS {}", kept, sql_of(table, window_));
    const auto seen = key_.folded_in(tables_.key_of(kept));
    const std::string period = period_of(table);
    if (!seen || period.empty()) {
        return whole;
    }
    const bool is_of_labels = table != "usage";
    const auto days = warehouse_.query(with_window(
        fmt::format("SELECT CAST(greatest({{from}}, {0}_of(min(day))) AS VARCHAR), "
                    "CAST(least({{to}}, {0}_of(max(day)) + INTERVAL 1 {0} - INTERVAL 1 day) "
                    "AS DATE), count(*), {1} "
                    "FROM folded_days WHERE source = '{2}' AND folded > {3} "
                    "AND day BETWEEN {{from}} AND {{to}}",
                    period, is_of_labels ? "(SELECT count(*) FROM calibration)" : "0",
                    is_of_labels ? "labels" : "generations", *seen),
        window_));
    if (!days) {
        return std::unexpected(days.error());
    }
    const auto& row = days->rows.front();
    if (number_or(row[3], 0) > 0) {
        return whole;
    }
    if (number_or(row[2], 0) == 0) {
        return std::string("SELECT 1");  // Nothing of the window has changed.
    }
    const Window changed{to_text(row[0]), to_text(row[1])};
    // Copied, for rows that are deleted from a temporary table are read over until it is dropped.
    return with_window(
        fmt::format("CREATE OR REPLACE TEMP TABLE {0} AS "
                    "SELECT * FROM temp.{0} WHERE {1} NOT BETWEEN {1}_of({{from}}) AND {{to}} "
                    "UNION ALL SELECT * FROM ({2})",
                    kept, period, sql_of(table, changed)),
        changed);
}

/// The query for what is kept of a table: itself, where its rows tell models apart.
std::string WholeTables::sql_of(const std::string& table, const Window& window) const {
    const auto by_model = [&](const std::string& sql, const std::string& mart,
                              const std::string& by) {
        return with_facts(view_sql(by_grain(sql, grain_), window, with_meaning(mart), by));
    };
    if (table == "languages") {
        return by_model(study_.languages_view, "mart_languages", "meant, ");
    }
    if (table == "tags") {
        return by_model(study_.tags_view, "mart_tags", "month, meant, ");
    }
    if (table == "sampled_tags") {
        return by_model(study_.tags_view, "mart_sampled", "account_id, meant, ");
    }
    return table_sql(study_, table, window, grain_);
}

/// Tables that figures read without a model are summed over the models that are left.
std::string WholeTables::chosen_sql(const std::string& table, const std::string& kept,
                                    const Filter& filter) const {
    const std::string condition = condition_of(filter);
    const auto summed = [&](const std::string& keys, const std::string& sums) {
        return fmt::format(
            "SELECT {}, sum(generations) AS generations, sum(tokens) AS tokens, {}"
            "CAST(sum(n) AS BIGINT) AS n FROM temp.{} WHERE {} GROUP BY ALL",
            keys, sums, kept, condition);
    };
    constexpr auto squares = "sum(squared_tokens) AS squared_tokens, ";
    if (table == "languages") {
        return summed(fmt::format("{}, language", name_of(grain_)), "");
    }
    if (table == "tags") {
        return summed("category, tag, is_other", squares);
    }
    if (table == "sampled_tags") {
        return summed("account_id, category, tag, is_other", squares);
    }
    return fmt::format("SELECT * FROM temp.{} WHERE {}", kept, condition);
}

Result<std::string> WholeTables::known_columns_sql(const Filter& filter) {
    const auto made = tables_.ensure("whole_known", key_.text(),
                                     "CREATE OR REPLACE TEMP TABLE whole_known AS " +
                                         with_facts(with_window(known_usage_sql, window_)));
    if (!made) {
        return std::unexpected(made.error());
    }
    return fmt::format(
        "SELECT sum(generations), sum(known_model), sum(known_prompt_tokens), "
        "sum(known_completion_tokens), sum(known_finish_reason), sum(known_cost) "
        "FROM temp.whole_known WHERE {}",
        condition_of(filter));
}

}  // namespace orrery::study
