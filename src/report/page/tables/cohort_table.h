#pragma once

#include <string>

#include "study/figure.h"

namespace orrery::report {

/// Writes a retention figure's rows as a triangle: a row for each cohort with its accounts, a
/// column for each month of age. Cohorts that a verdict names stand out.
/// REQUIRES: the figure's kind is cohorts.
[[nodiscard]] std::string cohort_table(const study::FigureResult& figure);

/// Lists what the study found in single cohorts; empty where it found nothing.
[[nodiscard]] std::string verdict_list(const study::FigureResult& figure);

}  // namespace orrery::report
