#pragma once

#include <string>

#include "base/result.h"
#include "study/definition.h"
#include "study/statistics/calibration.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// Makes the temporary table `calibration(day, model, factor)`: by what the weights of drawn
/// generations of a day and model, by the name that the marts have, are multiplied so that their
/// tokens sum to those of mart_usage. What is not in it has a factor of 1. Covers the days of the
/// window from the first on which something was drawn to the last. Returns the tokens of those days
/// by how far their cells were pooled; none where no label is of a sample.
[[nodiscard]] Result<PooledTokens> make_calibration(warehouse::Warehouse& warehouse,
                                                    const Window& window);

/// Makes `calibration` and the temporary tables `labelled_accounts` and `labelled_days` for the
/// window.
[[nodiscard]] Result<PooledTokens> make_weights(warehouse::Warehouse& warehouse,
                                                const StudyDefinition& study, const Window& window);

/// Says to what the sample was calibrated; empty where nothing was.
[[nodiscard]] std::string calibration_caption(const PooledTokens& tokens);

}  // namespace orrery::study
