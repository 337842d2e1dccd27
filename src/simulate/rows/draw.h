#pragma once

#include "simulate/rows/row.h"

namespace orrery::simulate {

/// Fills the row that is number `at` of a pool and belongs to an account: when it happened, how
/// long it is, how it ended, what it cost.
void draw_row(const World& world, const Slice& slice, const Pool& pool, std::int64_t at,
              std::uint32_t account, Detail detail, Row& row);

}  // namespace orrery::simulate
