#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/filter/filter.h"
#include "study/filter/session/kept_tables.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// Days on which a reported model name stands for a chosen model.
struct ModelWindow {
    std::optional<std::string> name;  ///< Nothing: generations that name no model.
    std::string from;                 ///< ISO date, inclusive; empty: from the first on.
    std::string to;                   ///< ISO date, exclusive; empty: without end.
};

/// Makes the table of the names that generations of the whole store report for their models, and of
/// what each meant when, unless the session has it for the key.
/// REQUIRES: the names of marts mean the whole store.
[[nodiscard]] Status keep_model_windows(KeptTables& tables, const std::string& whole_key);

/// Resolves the models, authors and source classes of a filter to the names that generations
/// report, as the view `usage` resolves them; of an empty filter to all.
/// REQUIRES: keep_model_windows().
[[nodiscard]] Result<std::vector<ModelWindow>> model_windows(warehouse::Warehouse& warehouse,
                                                             const Filter& filter);

/// Returns the condition that a row with a column `model` and a time is of the chosen models.
[[nodiscard]] std::string model_condition(const std::vector<ModelWindow>& windows,
                                          const std::string& time);

/// Returns the condition that a column has one of some values; it is NULL or false elsewhere.
[[nodiscard]] std::string one_of(const std::string& column, const std::vector<std::string>& values);

}  // namespace orrery::study
