#include "dialect/wire/cost.h"

namespace orrery::dialect {

namespace {

double usd_of(std::int64_t nano_usd) {
    return static_cast<double>(nano_usd) / 1e9;
}

}  // namespace

void add_cost(Json& usage, const Bill& bill, bool is_byok) {
    usage["cost"] = usd_of(bill.cost_nano_usd);
    usage["is_byok"] = is_byok;
    if (bill.upstream_cost_nano_usd && bill.upstream_prompt_cost_nano_usd &&
        bill.upstream_completion_cost_nano_usd) {
        usage["cost_details"] = {
            {"upstream_inference_cost", usd_of(*bill.upstream_cost_nano_usd)},
            {"upstream_inference_input_cost", usd_of(*bill.upstream_prompt_cost_nano_usd)},
            {"upstream_inference_output_cost", usd_of(*bill.upstream_completion_cost_nano_usd)}};
    }
}

}  // namespace orrery::dialect
