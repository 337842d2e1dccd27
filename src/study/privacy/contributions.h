#pragma once

#include <map>
#include <string>
#include <utility>

#include "base/result.h"
#include "study/definition.h"
#include "study/figure.h"
#include "study/privacy/rule.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// By the texts of x and series as the figure's rows write them.
using Contributions = std::map<std::pair<std::string, std::string>, Contribution>;

/// Makes the temporary tables accounts_usage, accounts_tagged, accounts_tags,
/// accounts_geography and accounts_languages: what figures read, split by account, and what
/// they are weighted by, `calibration`. Reads every generation.
[[nodiscard]] Status make_account_tables(warehouse::Warehouse& warehouse,
                                         const StudyDefinition& study, const Window& window);

/// Counts the accounts of the window; rows without one are together one account.
[[nodiscard]] Result<std::int64_t> count_accounts(warehouse::Warehouse& warehouse);

/// Sums up the accounts behind each row of a figure. What is in no row of its own counts to
/// `other`. REQUIRES: the tables by account are those of the figure's window.
[[nodiscard]] Result<Contributions> contributions_of(warehouse::Warehouse& warehouse,
                                                     const FigureResult& figure,
                                                     const Window& window);

/// Returns the texts that say which cell a row of a figure is. REQUIRES: the figure has cells.
[[nodiscard]] std::pair<std::string, std::string> place_of(const FigureResult& figure,
                                                           const std::vector<Cell>& row);

}  // namespace orrery::study
