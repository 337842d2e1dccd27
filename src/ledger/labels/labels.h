#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "ledger/database/database.h"
#include "record/label.h"

namespace orrery::ledger {

/// Inserts labels in one transaction; one whose generation_id is none of ours is left out.
[[nodiscard]] Status insert_labels(const Database& database, std::span<const record::Label> labels);

/// Returns all labels of the first `generations_max` labelled generations that are drained.
[[nodiscard]] Result<std::vector<record::Label>> drained_labels(const Database& database,
                                                                std::size_t generations_max);

/// Removes all labels of the generations that these are of.
[[nodiscard]] Status remove_labels(const Database& database, std::span<const record::Label> labels);

}  // namespace orrery::ledger
