#pragma once

#include "study/figure.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// Fills what the head of the report says of the store: volumes, sources, quarantine, models that
/// the catalog does not know, versions. REQUIRES: the table `usage` is that of the window.
[[nodiscard]] Status summarise(warehouse::Warehouse& warehouse, const Window& window,
                               StudyRun& run);

}  // namespace orrery::study
