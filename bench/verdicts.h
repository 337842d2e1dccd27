#pragma once

#include <vector>

#include "calibration.h"

namespace orrery::bench {

/// Reads the cohorts of figure 25 and the tool-call weeks of figure 12 with the study's statistics
/// and holds each against what the paper reads there.
[[nodiscard]] Result<std::vector<CalibrationRow>> verdict_rows(warehouse::Warehouse& store);

}  // namespace orrery::bench
