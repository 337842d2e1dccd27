#pragma once

#include <vector>

#include "base/result.h"
#include "study/figure.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// Checks the study's numbers against each other and against the store, on every run: shares sum
/// to 1, figures that must agree do, sums over days equal the total, tool-call finishes imply
/// offered tools, cached tokens lie inside the prompt. A test whose figures were not drawn is left
/// out. Oddities that real exports hold are counted, kept and said.
[[nodiscard]] Result<std::vector<DataTest>> run_data_tests(
    warehouse::Warehouse& warehouse, const Window& window,
    const std::vector<FigureResult>& figures);

}  // namespace orrery::study
