#pragma once

#include <string>

#include "base/result.h"
#include "study/definition.h"
#include "study/filter/filter.h"
#include "study/filter/grain.h"
#include "study/filter/session/kept_tables.h"
#include "study/filter/session/whole_store.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// The tables that figures read, of all traffic of a window and told apart by model where figures
/// do not. A filter of models or categories chooses among their rows, which are few, and reads no
/// mart. They stay in the session: after a fold only the weeks or months are made anew of which it
/// changed a day, but for what is weighted, since each drawn generation may change all weights.
/// Sums of decimals are the same in any order, so a part of the sums is the sum of the part.
class WholeTables {
public:
    /// REQUIRES: all outlive it.
    WholeTables(warehouse::Warehouse& warehouse, const StudyDefinition& study, const Window& window,
                Grain grain, const WholeKey& key, KeptTables& tables)
        : warehouse_(warehouse),
          study_(study),
          window_(window),
          grain_(grain),
          key_(key),
          tables_(tables) {}

    /// Says whether rows of a table by that name can tell the part of a filter. By days a table
    /// would be as large as the marts.
    [[nodiscard]] static bool can_tell(const std::string& table, const Filter& filter, Grain grain);

    /// Makes the table of the whole store by that name, unless the session has it.
    /// REQUIRES: as for show().
    [[nodiscard]] Status make(const std::string& table);

    /// Lets the name mean the filter's part of the table, until the tables are taken away.
    /// REQUIRES: can_tell(); the names of marts mean the whole store; `calibration` is that of the
    /// window, if the table is of labels.
    [[nodiscard]] Status show(const std::string& table, const Filter& filter);

    /// Returns a query for the sums that say which columns of usage are known in the filter's part:
    /// generations, then the five of known_columns_sql(). REQUIRES: as for show().
    [[nodiscard]] Result<std::string> known_columns_sql(const Filter& filter);

private:
    [[nodiscard]] std::string kept_name(const std::string& table) const;
    [[nodiscard]] std::string sql_of(const std::string& table, const Window& window) const;
    [[nodiscard]] Result<std::string> statements_for(const std::string& table) const;
    [[nodiscard]] std::string period_of(const std::string& table) const;
    [[nodiscard]] std::string chosen_sql(const std::string& table, const std::string& kept,
                                         const Filter& filter) const;

    warehouse::Warehouse& warehouse_;
    const StudyDefinition& study_;
    const Window& window_;
    Grain grain_;
    const WholeKey& key_;
    KeptTables& tables_;
};

}  // namespace orrery::study
