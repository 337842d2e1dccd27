#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/figure.h"
#include "study/filter/part/parts.h"
#include "study/filter/session/kept_tables.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// What is known of the columns that a figure needs, among the generations of a part.
struct PartCoverage {
    std::optional<Coverage> counted;   ///< Where the part was made of the generations.
    std::vector<std::string> unknown;  ///< Needed columns that none of the part knows.
};

/// Counts them where the part was made of generations anyway; else sums of usage say at least what
/// is not known at all, if the figure is of them: `known_sql` is the query for these. A part
/// without generations lacks nothing: it has no data. REQUIRES: the parts are in place.
[[nodiscard]] Result<PartCoverage> read_part_coverage(warehouse::Warehouse& warehouse,
                                                      KeptTables& tables, const Parts& parts,
                                                      const FigureDefinition& definition,
                                                      const std::string& known_sql);

/// Returns that query on mart_usage as it is named now.
[[nodiscard]] std::string known_columns_sql();

}  // namespace orrery::study
