#include "study/filter/part/part_copy.h"

#include <fmt/format.h>

#include "study/filter/tables.h"

namespace orrery::study {
namespace {

constexpr auto generations_name = "part_generations";
constexpr auto labelled_name = "part_labelled";

}  // namespace

Result<std::optional<std::string>> PartCopy::table_for(const std::string& mart,
                                                       const std::string& time_key) {
    if (time_key == "month") {
        return std::nullopt;
    }
    if (!is_made()) {
        const auto few = is_few();
        if (!few || !*few) {
            return few ? Result<std::optional<std::string>>(std::nullopt)
                       : std::unexpected(few.error());
        }
        // By whole weeks, so that marts by the week find theirs.
        const auto rows = warehouse_.generations_of(conditions_.of_generations("week"));
        if (auto made = make(generations_name, rows); !made) {
            return std::unexpected(made.error());
        }
    }
    if (!is_of_labels(mart)) {
        return std::string(generations);
    }
    if (!tables_.has(labelled_name, key_)) {
        if (auto made = make(labelled_name, warehouse_.labelled_of(std::string(generations)));
            !made) {
            return std::unexpected(made.error());
        }
    }
    return fmt::format("temp.{}", labelled_name);
}

Status PartCopy::drop(KeptTables& tables) {
    auto dropped = tables.drop(generations_name);
    return dropped ? tables.drop(labelled_name) : dropped;
}

bool PartCopy::is_made() const {
    return tables_.has(generations_name, key_);
}

/// Says whether the part is few generations at most, as the marts know its single conditions.
Result<bool> PartCopy::is_few() const {
    const auto most = warehouse_.query("SELECT " + conditions_.most_generations_sql(schema_));
    if (!most) {
        return std::unexpected(most.error());
    }
    return number_or(most->rows[0][0], 0) <= static_cast<double>(generations_max_);
}

Status PartCopy::make(const std::string& name, const Result<std::string>& rows) {
    return rows ? tables_.ensure(name, key_,
                                 fmt::format("CREATE OR REPLACE TEMP TABLE {} AS {}", name, *rows))
                : std::unexpected(rows.error());
}

}  // namespace orrery::study
