#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/figure.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// The model that stands in for one that the store does not have.
using StandIns = std::map<std::string, std::string>;

/// The query for the models that were used in a window, with their tokens.
[[nodiscard]] std::string used_models_sql(const Window& window);

/// Chooses, for each model that a figure on cohorts names and the window lacks, the most used model
/// of the window that no figure shows yet, in the order of the figures. A model has no stand-in
/// where none is left. `used_models`: used_models_sql(), or what has its rows.
[[nodiscard]] Result<StandIns> stand_ins_for(warehouse::Warehouse& warehouse,
                                             const std::string& used_models,
                                             const std::vector<FigureDefinition>& figures);

}  // namespace orrery::study
