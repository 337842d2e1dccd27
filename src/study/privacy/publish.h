#pragma once

#include "study/definition.h"
#include "study/figure.h"
#include "study/privacy/rule.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// Takes out of a run what may not leave the building (docs/privacy.md): cells with too few
/// accounts or with too much of one or two of them, and cells from which those would follow.
/// What is said of a figure is then said again of what is left; what no rule can be applied to goes
/// as a whole. Reads every generation. Fails where the store has too few accounts for any cell.
[[nodiscard]] Status publish(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                             const PrivacyRule& rule, StudyRun& run);

}  // namespace orrery::study
