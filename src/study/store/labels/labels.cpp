#include "study/store/labels/labels.h"

#include <fmt/format.h>

#include "study/reading/quantity.h"

namespace orrery::study {

bool is_label_column(const std::string& name) {
    return name == "category" || name == "tag" || name == "language";
}

std::string label_tables_sql(const StudyDefinition& study, const Window& window) {
    return fmt::format(
        "CREATE OR REPLACE TEMP TABLE tagged AS {}; CREATE OR REPLACE TEMP TABLE tags AS {}; "
        "CREATE OR REPLACE TEMP TABLE languages AS {}",
        view_sql(study.tagged_view, window, "mart_categories"),
        view_sql(study.tags_view, window, "mart_tags"),
        view_sql(study.languages_view, window, "mart_languages"));
}

std::string labelled_days_sql(const Window& window) {
    return with_window(
        "SELECT min(day) AS starts, max(day) AS ends FROM ("
        "SELECT day FROM mart_categories UNION ALL SELECT day FROM mart_languages) "
        "WHERE day BETWEEN {from} AND {to}",
        window);
}

Window labelled_days_of(std::span<const Cell> row, const Window& window) {
    return std::holds_alternative<std::monostate>(row[0])
               ? window
               : Window{to_text(row[0]), to_text(row[1])};
}

Result<double> other_share(warehouse::Warehouse& warehouse, const std::string& table) {
    const auto other = warehouse.query(
        "SELECT sum(CASE WHEN is_other THEN tokens ELSE 0 END) / sum(tokens) FROM " + table);
    if (!other) {
        return std::unexpected(other.error());
    }
    return number_or(other->rows[0][0], 0);
}

Result<LabelledPart> read_labelled_part(warehouse::Warehouse& warehouse, const Window& window) {
    const auto days = warehouse.query("FROM labelled_days");
    const auto other = other_share(warehouse, "tagged");
    if (!days || !other) {
        return std::unexpected(days ? other.error() : days.error());
    }
    return LabelledPart{labelled_days_of(days->rows.front(), window), *other};
}

std::string complete_tagged_weeks_sql(const Window& labelled) {
    return fmt::format(
        "CREATE OR REPLACE TEMP TABLE complete_tagged_weeks AS SELECT DISTINCT week FROM tagged "
        "WHERE week >= DATE '{}' AND week + 6 <= DATE '{}'",
        labelled.from, labelled.to);
}

std::string other_caption(const LabelledPart& labelled) {
    return fmt::format("Of all tagged tokens {} are in no plotted category and left out.",
                       percent_text(labelled.other_share));
}

}  // namespace orrery::study
