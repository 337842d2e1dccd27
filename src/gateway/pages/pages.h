#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/relay/station.h"
#include "http/server.h"
#include "ledger/ledger.h"

namespace orrery::gateway {

/// Who asks: a key of the directory, or nobody (null).
struct Caller {
    std::shared_ptr<const ledger::Directory> directory;
    const ledger::Key* key = nullptr;
};

/// Answers everything that is not inference: the catalogue, records, accounts and keys in
/// OpenRouter's shapes, and the operator's /healthz, /readyz and /metrics.
class Pages {
public:
    /// REQUIRES: all references outlive the pages. `stations` are all loops'; their metrics and
    /// counters are read from any thread. `is_draining` tells that the process is ending.
    Pages(Station& station, const std::vector<std::unique_ptr<Station>>& stations,
          std::function<bool()> is_draining);

    /// Answers a request whose target is none of inference's. `path` is below the base ("/models"
    /// for /api/v1/models and /v1/models) or, for operations, from the root ("/healthz"). Paths
    /// that are not there get 404, methods that are not there 405 with Allow.
    [[nodiscard]] net::Task<void> serve(http::Exchange& exchange, std::string path, Caller caller);

private:
    Station& station_;
    const std::vector<std::unique_ptr<Station>>& stations_;
    std::function<bool()> is_draining_;
};

}  // namespace orrery::gateway
