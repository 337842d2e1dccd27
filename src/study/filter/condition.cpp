#include "study/filter/condition.h"

#include <fmt/format.h>

#include "study/store/window.h"

namespace orrery::study {
namespace {

/// Every name of the store with the days for which it stands for a slug, and what the catalog says
/// of that. Beyond the catalog's windows a name stands for itself.
constexpr auto windows_sql = R"sql(
CREATE OR REPLACE TEMP TABLE model_windows AS
WITH names AS (
    SELECT DISTINCT model FROM mart_usage
),
known AS (
    SELECT model, CAST(valid_from AS DATE) AS starts, CAST(valid_to AS DATE) AS ends, slug
    FROM catalog_resolution
    WHERE model IN (SELECT model FROM names WHERE model IS NOT NULL)
),
windows AS (
    FROM known
    UNION ALL
    SELECT model, coalesce(lag(ends) OVER (PARTITION BY model ORDER BY starts), DATE '0001-01-01'),
           starts, model
    FROM known
    UNION ALL
    SELECT model, max(ends), DATE '9999-12-31', model FROM known GROUP BY model
    UNION ALL
    SELECT model, DATE '0001-01-01', DATE '9999-12-31', model
    FROM names
    WHERE model IS NULL OR model NOT IN (SELECT model FROM known)
)
SELECT windows.model AS name,
       CASE WHEN starts > DATE '0001-01-01' THEN CAST(starts AS VARCHAR) END AS starts,
       CASE WHEN ends < DATE '9999-12-31' THEN CAST(ends AS VARCHAR) END AS ends,
       windows.slug AS model,
       coalesce(catalog_models.author, nullif(split_part(windows.slug, '/', 1), windows.slug),
                'unknown') AS author,
       coalesce(source_class, 'unknown') AS source_class
FROM windows
LEFT JOIN catalog_models ON catalog_models.slug = windows.slug
WHERE windows.starts < windows.ends)sql";

}  // namespace

std::string one_of(const std::string& column, const std::vector<std::string>& values) {
    std::string list;
    for (const std::string& value : values) {
        list += (list.empty() ? "" : ", ") + sql_text(value);
    }
    return fmt::format("{} IN ({})", column, list);
}

Status keep_model_windows(KeptTables& tables, const std::string& whole_key) {
    return tables.ensure("model_windows", whole_key, windows_sql);
}

Result<std::vector<ModelWindow>> model_windows(warehouse::Warehouse& warehouse,
                                               const Filter& filter) {
    std::string sql = "SELECT name, starts, ends FROM temp.model_windows WHERE true";
    for (const auto& [column, values] :
         {std::pair{"model", &filter.models}, std::pair{"author", &filter.authors},
          std::pair{"source_class", &filter.source_classes}}) {
        if (!values->empty()) {
            sql += " AND " + one_of(column, *values);
        }
    }
    const auto rows = warehouse.query(sql + " ORDER BY ALL");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<ModelWindow> windows;
    for (const auto& row : rows->rows) {
        const bool is_named = !std::holds_alternative<std::monostate>(row[0]);
        windows.push_back({is_named ? std::optional(to_text(row[0])) : std::nullopt,
                           to_text(row[1]), to_text(row[2])});
    }
    return windows;
}

std::string model_condition(const std::vector<ModelWindow>& windows, const std::string& time) {
    std::vector<std::string> always;
    std::string any = "false";
    for (const ModelWindow& window : windows) {
        if (!window.name) {
            any += " OR model IS NULL";
        } else if (window.from.empty() && window.to.empty()) {
            always.push_back(*window.name);
        } else {
            any += fmt::format(" OR (model = {}", sql_text(*window.name));
            any +=
                window.from.empty() ? "" : fmt::format(" AND {} >= DATE '{}'", time, window.from);
            any += window.to.empty() ? "" : fmt::format(" AND {} < DATE '{}'", time, window.to);
            any += ")";
        }
    }
    if (!always.empty()) {
        any += " OR " + one_of("model", always);
    }
    return "(" + any + ")";
}

}  // namespace orrery::study
