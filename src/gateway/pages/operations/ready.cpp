#include <string>

#include "gateway/pages/moment.h"
#include "gateway/pages/operations/operations.h"

namespace orrery::gateway {

Answer ready_answer(const ledger::Readiness& readiness, bool is_draining) {
    Json reasons = Json::array();
    if (is_draining) {
        reasons.push_back("the process is ending");
    }
    if (!readiness.is_recording) {
        reasons.push_back(readiness.reason.empty() ? "generations cannot be recorded"
                                                   : readiness.reason);
    }
    const bool is_ready = reasons.empty();
    const auto text_or_null = [](const std::string& text) {
        return text.empty() ? Json() : Json(text);
    };
    return answer_json(
        {{"status", is_ready ? "ready" : "not ready"},
         {"reasons", std::move(reasons)},
         {"undrained_rows", readiness.undrained_rows},
         {"unapplied_bytes", readiness.unapplied_bytes},
         {"disk_free_bytes", readiness.disk_free_bytes},
         {"apply_error", text_or_null(readiness.apply_error)},
         {"drain_error", text_or_null(readiness.drain_error)},
         {"store_holder", text_or_null(readiness.store_holder)},
         {"store_held_since", readiness.store_holder.empty()
                                  ? Json()
                                  : Json(moment_text(readiness.store_held_since_us))}},
        is_ready ? 200 : 503);
}

}  // namespace orrery::gateway
