#pragma once

#include "base/result.h"
#include "study/definition.h"
#include "study/figure_runner.h"
#include "study/filter/grain.h"
#include "study/filter/parts.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// Reads what a figure needs of the whole store, whatever it is narrowed by: coverage, names, the
/// days that are labelled, which model stands in for one that is not there.
[[nodiscard]] Result<PreparedStore> read_whole_store(warehouse::Warehouse& warehouse,
                                                     const StudyDefinition& study,
                                                     const FigureDefinition& definition,
                                                     const Window& window);

/// Makes the temporary tables that one figure reads, by a grain and of the marts as they are now
/// named, and notes in `prepared` what they say. What the session has from before is kept.
[[nodiscard]] Status make_panel_tables(warehouse::Warehouse& warehouse,
                                       const StudyDefinition& study,
                                       const FigureDefinition& definition, const Window& window,
                                       Grain grain, const std::string& key,
                                       PreparedStore& prepared);

}  // namespace orrery::study
