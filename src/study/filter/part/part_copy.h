#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "study/filter/part/part_conditions.h"
#include "study/filter/session/kept_tables.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// The generations of a part, copied out of the store where they are few, and a second time beside
/// their labels. The session keeps both: the first panel of a filter reads the store, and those
/// after it read the copy.
class PartCopy {
public:
    /// `schema` is where the store's own tables are, `key` says what the copy is of.
    /// REQUIRES: warehouse and tables outlive it; a transaction is open.
    PartCopy(warehouse::Warehouse& warehouse, KeptTables& tables, PartConditions conditions,
             std::string schema, std::string key, std::int64_t generations_max)
        : warehouse_(warehouse),
          tables_(tables),
          conditions_(std::move(conditions)),
          schema_(std::move(schema)),
          key_(std::move(key)),
          generations_max_(generations_max) {}

    /// Returns the table that tells the part's rows of a mart, made where the session has none, or
    /// nothing: the part may be more than `generations_max`, or months ask for what is before the
    /// window.
    [[nodiscard]] Result<std::optional<std::string>> table_for(const std::string& mart,
                                                               const std::string& time_key);

    /// Takes whatever copy there is out of a session.
    [[nodiscard]] static Status drop(KeptTables& tables);

    /// Says whether the session has the generations.
    [[nodiscard]] bool is_made() const;

    static constexpr std::string_view generations = "temp.part_generations";

private:
    [[nodiscard]] Result<bool> is_few() const;
    [[nodiscard]] Status make(const std::string& name, const Result<std::string>& rows);

    warehouse::Warehouse& warehouse_;
    KeptTables& tables_;
    PartConditions conditions_;
    std::string schema_;
    std::string key_;
    std::int64_t generations_max_;
};

}  // namespace orrery::study
