#pragma once

#include <string>

#include "base/result.h"
#include "study/definition.h"
#include "study/filter/filter.h"
#include "study/store/labels/sample.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// One figure for a dashboard.
struct PanelOptions {
    std::string figure;
    std::string from;
    std::string to;
    Filter filter;
    Grain grain = Grain::week;
    double effective_size = effective_size_min;
};

/// Computes one figure of a part of the traffic.
[[nodiscard]] Result<FigureResult> run_panel(warehouse::Warehouse& warehouse,
                                             const StudyDefinition& study,
                                             const PanelOptions& options);

}  // namespace orrery::study
