#pragma once

#include "dialect/answer.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Adds to a usage what the gateway charged, as OpenRouter has it: `cost` in US dollars, `is_byok`
/// and, where all of its parts are known, `cost_details`.
void add_cost(Json& usage, const Bill& bill, bool is_byok);

}  // namespace orrery::dialect
