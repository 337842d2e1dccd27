#pragma once

#include <string>
#include <string_view>

#include "base/table.h"
#include "dashboard/api/answer.h"
#include "dashboard/api/names.h"
#include "dashboard/context.h"
#include "record/generation.h"

namespace orrery::dashboard {

/// Returns the columns of a query whose rows record_of reads: every column of the record from the
/// table `g`, moments as microseconds.
[[nodiscard]] std::string record_columns_sql();

/// Reads a row of such a query; its columns may be followed by others.
[[nodiscard]] record::Generation record_of(const std::vector<Cell>& row);

/// Tells whether a visitor may see a record.
[[nodiscard]] bool is_visible(const record::Generation& record, const Visitor& visitor);

/// Returns the catalog's slug of the model that was meant on the day, else the name as reported,
/// else `unknown`.
[[nodiscard]] std::string model_of(const record::Generation& record,
                                   const catalog::Catalog& catalog);

/// Writes one row of a list of generations.
[[nodiscard]] Json generation_row(const record::Generation& record, const catalog::Catalog& catalog,
                                  const Names& names);

}  // namespace orrery::dashboard
