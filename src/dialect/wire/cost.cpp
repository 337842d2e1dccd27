#include "dialect/wire/cost.h"

namespace orrery::dialect {

void add_cost(Json& usage, const Bill& bill, bool is_byok) {
    usage["cost"] = static_cast<double>(bill.cost_nano_usd) / 1e9;
    usage["is_byok"] = is_byok;
}

}  // namespace orrery::dialect
