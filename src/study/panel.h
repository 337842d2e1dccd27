#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "study/definition.h"
#include "study/figure.h"
#include "study/filter/filter.h"
#include "study/filter/grain.h"
#include "study/store/labels/sample.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// One figure as a dashboard asks for it.
struct PanelOptions {
    std::string figure;                          ///< Its id.
    std::string from = {};                       ///< ISO date, inclusive; empty: the store's first.
    std::string to = {};                         ///< ISO date, inclusive; empty: the store's last.
    Filter filter = {};                          ///< Which generations it is about.
    Grain grain = Grain::week;                   ///< What its time axis is divided into.
    double effective_size = effective_size_min;  ///< Below it sampled values are not stated.
    std::int64_t copied_max = 250'000;  ///< A part of so many generations stays in the session.
};

/// Runs one figure on a part of the traffic, without data tests, publication and the other figures.
/// It is what run_study() would draw if the store held the generations of the filter alone, but for
/// what the whole store knows better: coverage, which days are labelled, which days the store saw
/// and which model stands in for one that it lacks. Numbers of the paper are not held against a
/// part or another grain. A filter or grain that filters_of() does not list gives a figure of
/// status not_applicable. What is the same for the next panel stays in the session's temporary
/// tables. Fails on an unknown id and on a date that is none. REQUIRES: the marts are folded,
/// catalog_* tables are there, no transaction is open.
[[nodiscard]] Result<FigureResult> run_panel(warehouse::Warehouse& warehouse,
                                             const StudyDefinition& study,
                                             const PanelOptions& options);

/// Makes what panels on the whole window of the store share and keep in the session, by weeks: so
/// the first one after a fold does not have to. Nothing where the store is empty.
/// REQUIRES: as for run_panel().
[[nodiscard]] Status prepare_panels(warehouse::Warehouse& warehouse, const StudyDefinition& study);

}  // namespace orrery::study
