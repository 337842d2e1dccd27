#pragma once

#include <string>

#include "base/result.h"
#include "study/statistics/influence/spike.h"
#include "study/statistics/retention/retention.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// Days of the store that have to lie before a cohort's month, unless the model is younger than
/// the store: an account that was silent for so long counts as new.
inline constexpr int onset_days = 28;

/// Returns the query behind read_activity(): a row for each pattern of active months.
[[nodiscard]] std::string activity_sql(const std::string& model, const Window& window);

/// Reads in which months accounts were active on a catalog model, from the store's first generation
/// to the end of `window`, whose start is not looked at: an account is new only once. Generations
/// without an account are left out. A month is complete when the store's data reaches its last day
/// within the window. The onset of accounts is cut in months that begin less than `onset_days`
/// after the store, unless the catalog has the model released after that. A model without any
/// generation has no patterns. REQUIRES: the marts are folded.
[[nodiscard]] Result<ModelActivity> read_activity(warehouse::Warehouse& warehouse,
                                                  const std::string& model, const Window& window);

/// Reads the share of tokens in generations that finished with a tool call, of tokens with a known
/// finish reason, in the complete weeks of the window; and for each account that is among the top
/// three of a week by tool-call tokens, its part in every week. Accounts have no names here.
[[nodiscard]] Result<ShareSeries> read_spike_weeks(warehouse::Warehouse& warehouse,
                                                   const Window& window);

}  // namespace orrery::study
