#pragma once

#include "study/figure.h"
#include "study/statistics/retention/retention.h"

namespace orrery::study {

/// Fills a figure of kind `cohorts` from a model's activity: a row for each cohort and age with
/// activity retention and its Wilson interval, and what the cohorts say: the foundational reading
/// of the model and of single cohorts, and boomerangs (STUDY, section 2). Leaves no row where the
/// activity has no cohort.
void fill_cohorts(FigureResult& figure, const ModelActivity& activity);

}  // namespace orrery::study
