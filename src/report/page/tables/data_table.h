#pragma once

#include <string>

#include "study/figure.h"

namespace orrery::report {

/// Writes a table of the study with its own columns, numbers aligned at the right.
[[nodiscard]] std::string study_table(const study::FigureResult& figure);

/// Writes a chart's rows as a table: a row for each x and a column for each series where that
/// is possible, cohorts as a triangle, else the long rows. Long tables stop early and say where the
/// rest is.
[[nodiscard]] std::string data_table(const study::FigureResult& figure);

}  // namespace orrery::report
