#pragma once

#include "gateway/pages/past/sql.h"

namespace orrery::gateway {

/// How many days the pages on the past look back where nothing else is asked for.
inline constexpr std::int64_t days_back = 30;

/// Reads `start_date` and `end_date` of a dataset: by default the 31 days to the last completed
/// one. Fails on what is no day, on a day to come, and on more than 366 days.
[[nodiscard]] Result<Days> dataset_window(const Question& question);

/// Returns the dataset's `meta`.
[[nodiscard]] Json dataset_meta(const Question& question, const Days& window);

}  // namespace orrery::gateway
