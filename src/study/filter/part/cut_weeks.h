#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/filter/condition.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// By which periods a mart is asked for, by which a table has its rows, and whether only weeks are
/// told apart by whoever asks.
struct Periods {
    std::string asked;
    std::string stored;
    bool is_by_weeks = false;
};

/// Returns the weeks of which the rows of such a table hold more than a part is of: those in which
/// the window begins or ends while the store goes on, and those in which a name changes its
/// meaning. Nothing where its rows cannot tell the part, or there are many such weeks. `days` is
/// the table of the store's days.
[[nodiscard]] Result<std::optional<std::vector<Window>>> cut_weeks(
    warehouse::Warehouse& warehouse, const Periods& periods,
    const std::vector<ModelWindow>& windows, const Window& window, const std::string& days);

/// Divides the weeks of a window into spans of whole weeks with about so many generations each: the
/// windows that they are, by the table of the store's days.
[[nodiscard]] Result<std::vector<Window>> week_spans(warehouse::Warehouse& warehouse,
                                                     const Window& window, const std::string& days,
                                                     std::int64_t generations_max);

}  // namespace orrery::study
