#include "gateway/pages/operations/operations.h"

namespace orrery::gateway {

void add_labeller(const LabellerCounts& counts, std::vector<Gauge>& found) {
    const auto labelled = [&found](std::string_view result, std::uint64_t count) {
        found.push_back({"orrery_labelled_total", "Sampled prompts by what came of them.",
                         "result=\"" + std::string(result) + "\"", static_cast<double>(count),
                         true});
    };
    labelled("tagged", counts.tagged);
    labelled("untagged", counts.untagged);
    labelled("failed", counts.failed);
    labelled("dropped", counts.dropped);
    const auto add = [&found](std::string_view name, std::string_view help, double value,
                              bool is_counter) {
        found.push_back({name, help, {}, value, is_counter});
    };
    add("orrery_label_queue_depth", "Sampled prompts that wait to be labelled.",
        static_cast<double>(counts.depth), false);
    add("orrery_label_memory_locked", "Whether waiting prompts are kept out of swap.",
        counts.is_locked ? 1 : 0, false);
    add("orrery_classifier_fallbacks_total",
        "Prompts that the embedded classifier labelled in place of the service.",
        static_cast<double>(counts.backend.fallbacks), true);
    add("orrery_classifier_requests_total", "Requests to the classifying service.",
        static_cast<double>(counts.backend.requests), true);
    add("orrery_classifier_failures_total", "Of those, without a usable answer.",
        static_cast<double>(counts.backend.failures), true);
    add("orrery_classifier_spent_nano_usd", "Spent on it in the budget's period.",
        static_cast<double>(counts.backend.spent_nano_usd), false);
}

}  // namespace orrery::gateway
