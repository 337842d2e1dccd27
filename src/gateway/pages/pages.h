#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/pages/caller.h"
#include "gateway/pages/question.h"
#include "gateway/pages/routes.h"
#include "gateway/station/station.h"
#include "http/server.h"
#include "ledger/ledger.h"

namespace orrery::gateway {

/// Reads the counters of a loop's server; called on the thread of the loop of that index.
using ServerCountsOf = std::function<http::ServerCounts(std::size_t)>;

/// Answers everything that is not inference: the catalogue, records, accounts and keys in
/// OpenRouter's shapes, and the operator's /healthz, /readyz and /metrics.
class Pages {
public:
    /// REQUIRES: all references outlive the pages. `stations` are all loops', which run; their
    /// metrics are read from any thread, their counters on their own. `is_draining` tells that the
    /// process is ending. Without `server_counts` /metrics says nothing of connections.
    Pages(Station& station, const std::vector<std::unique_ptr<Station>>& stations,
          std::function<bool()> is_draining, ServerCountsOf server_counts = {});

    /// Answers a request whose target is none of inference's. `path` is below the base ("/models"
    /// for /api/v1/models and /v1/models) or, for operations, from the root ("/healthz"). Paths
    /// that are not there get 404, methods that are not there 405 with Allow.
    [[nodiscard]] net::Task<void> serve(http::Exchange& exchange, std::string path, Caller caller);

private:
    [[nodiscard]] net::Task<Answer> ask(const Route& route, Question question);
    [[nodiscard]] net::Task<Answer> write_metrics_page();
    [[nodiscard]] bool may_observe(const http::RequestHead& head) const;
    [[nodiscard]] const std::string& plain_models(const Question& question);

    Station& station_;
    const std::vector<std::unique_ptr<Station>>& stations_;
    std::function<bool()> is_draining_;
    ServerCountsOf server_counts_;
    /// GET /models without a query, for one configuration and one UTC day of prices.
    std::shared_ptr<const Serving> models_of_;
    std::int64_t models_day_ = 0;
    std::string models_;
};

}  // namespace orrery::gateway
