#pragma once

#include <string>

#include "base/result.h"
#include "study/definition.h"
#include "study/figure.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// Samples of a smaller effective size say nothing that may be read off a chart.
inline constexpr double effective_size_min = 30;

/// Says whether any label of the window is of a drawn generation.
[[nodiscard]] Result<bool> is_sampled(warehouse::Warehouse& warehouse, const Window& window);

/// Returns the statement that makes `sampled_tagged` or `sampled_tags` with the view of that name.
[[nodiscard]] std::string sampled_table_sql(const std::string& name, const std::string& view,
                                            const Window& window);

/// Makes the temporary tables `sampled_tagged` and `sampled_tags`: what `tagged` and `tags` hold of
/// drawn generations, by account. Returns whether there is any: where every generation was labelled
/// there is no sampling error. REQUIRES: the table `calibration` is that of the window.
[[nodiscard]] Result<bool> make_sampled_tables(warehouse::Warehouse& warehouse,
                                               const StudyDefinition& study, const Window& window);

/// Fills in `lower` and `upper` of a figure on sampled categories: 95 % intervals of its shares and
/// means, accounts being the clusters. Weights are calibrated, but count as if they had not been:
/// what calibration takes from the variance is left in the interval. Values of an x whose
/// generations have an effective size, (sum of weighted tokens)^2 / sum of their squares, below
/// `size_min` are taken out, and a caption says how many. Figures without cells over those tables
/// stay as they are.
[[nodiscard]] Status add_intervals(warehouse::Warehouse& warehouse, const Window& window,
                                   double size_min, FigureResult& figure);

}  // namespace orrery::study
