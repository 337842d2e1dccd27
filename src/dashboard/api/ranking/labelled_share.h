#pragma once

#include <string>

#include "base/result.h"
#include "dashboard/api/amounts.h"
#include "dashboard/context.h"
#include "warehouse/warehouse.h"

namespace orrery::dashboard {

/// Says how sure a ranking of categories is: how many labelled generations stand for how many, and
/// what `unknown` is there. Empty where every generation of the window has a category.
[[nodiscard]] Result<std::string> labelled_note(warehouse::Warehouse& warehouse, const Span& span,
                                                const Visitor& visitor);

}  // namespace orrery::dashboard
