#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/definition.h"
#include "study/figure.h"
#include "study/privacy/rule.h"
#include "study/store/labels/sample.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

struct StudyOptions {
    std::string from = {};                  ///< ISO date, inclusive; empty: the store's first day.
    std::string history_from = {};          ///< The same for figures of long trends; empty: `from`.
    std::string to = {};                    ///< ISO date, inclusive; empty: the store's last day.
    std::vector<std::string> figures = {};  ///< Ids to run; empty: all.
    std::string title = {};                 ///< Of the report.
    double effective_size = effective_size_min;   ///< Below it sampled values are not stated.
    std::optional<PrivacyRule> publication = {};  ///< What cells must keep; none: all are shown.
    /// Called after each figure with how many are done of how many; may be empty.
    std::function<void(std::size_t, std::size_t)> on_figure = nullptr;
};

/// Runs the study on the marts of a warehouse: each figure's query, its transformations, coverage,
/// comparison with the paper and takeaway; then the data tests. Reads marts and catalog views
/// only, so its cost does not grow with the number of generations.
/// REQUIRES: the marts are folded and catalog_* tables are there.
[[nodiscard]] Result<StudyRun> run_study(warehouse::Warehouse& warehouse,
                                         const StudyDefinition& study, const StudyOptions& options);

}  // namespace orrery::study
