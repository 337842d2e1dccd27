#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/observe/observer.h"
#include "gateway/pages/question.h"
#include "gateway/sampling/labeller.h"
#include "http/client.h"
#include "http/server.h"
#include "ledger/ledger.h"

namespace orrery::gateway {

/// What one loop counts for itself.
struct LoopFigures {
    std::int64_t running = 0;
    std::int64_t queued = 0;
    std::uint64_t refused_busy = 0;
    http::PoolCounts pool;
    std::optional<http::ServerCounts> server;
};

/// GET /readyz: 200 while requests can be taken and recorded, else 503 with the reasons.
[[nodiscard]] Answer ready_answer(const ledger::Readiness& readiness, bool is_draining);

/// Adds what became of sampled prompts.
void add_labeller(const LabellerCounts& counts, std::vector<Gauge>& found);

/// Lists what /metrics shows beside the metrics of requests. A loop that did not answer in time
/// gives nothing and is counted in orrery_loops_silent.
[[nodiscard]] std::vector<Gauge> gauges(const std::vector<std::optional<LoopFigures>>& loops,
                                        ledger::Ledger& ledger, const Serving& serving,
                                        bool is_draining);

}  // namespace orrery::gateway
