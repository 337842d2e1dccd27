#pragma once

#include <string>
#include <vector>

#include "base/table.h"
#include "catalog/catalog.h"
#include "dashboard/api/answer.h"
#include "dashboard/api/names.h"
#include "dashboard/context.h"
#include "record/generation.h"

namespace orrery::dashboard {

/// Writes every column of the record by its name; money also in US dollars, as `cost_usd` beside
/// `cost_nano_usd`. A viewer is not told account and key.
[[nodiscard]] Json record_json(const record::Generation& record, const Visitor& visitor);

/// Writes how the visitor sees the record's account; null where it does not.
[[nodiscard]] Json account_json(const record::Generation& record, const Names& names);

/// Writes the disjoint classes of its tokens; null where the counts are unknown or do not add up.
[[nodiscard]] Json classes_json(const record::Generation& record);

/// Writes the catalog's price row that was applied; null where the catalog has none of that id.
[[nodiscard]] Json price_json(const record::Generation& record, const catalog::Catalog& catalog);

[[nodiscard]] Json attempts_json(const std::vector<gateway::RecentAttempt>& attempts);

/// Writes a row as an object of its columns.
[[nodiscard]] Json object_of(const std::vector<std::string>& columns, const std::vector<Cell>& row);

}  // namespace orrery::dashboard
