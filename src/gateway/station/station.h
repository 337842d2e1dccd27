#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/table.h"
#include "gateway/live/live.h"
#include "gateway/observe/observer.h"
#include "gateway/routing/router.h"
#include "gateway/sampling/labeller.h"
#include "gateway/site.h"
#include "gateway/station/serving.h"
#include "http/client.h"
#include "ledger/ledger.h"
#include "net/signal.h"
#include "net/socket.h"
#include "net/workers.h"

namespace orrery::gateway {

/// What all loops share; outlives them.
struct Shared {
    ledger::Ledger& ledger;
    const catalog::Catalog& catalog;
    net::Workers& workers;
    AccessLog* access_log = nullptr;  ///< Null: none.
    Spans* spans = nullptr;           ///< Null: none.
    Labeller* labeller = nullptr;     ///< Null: no prompt is labelled.
    /// Runs a query on the warehouse, for pages about the past; called on a worker's thread. Null
    /// where there is no warehouse.
    std::function<Result<Table>(const std::string& sql)> ask;
    /// What else is served beside the API; its workers, and who may read /metrics by what
    /// `Authorization` says. Null: nothing else, and everybody.
    Site site = nullptr;
    net::Workers* site_workers = nullptr;
    std::function<bool(std::string_view authorization)> may_observe = nullptr;
};

/// One loop's own part of the gateway: kept connections, routing, counters, and how many requests
/// it is answering.
class Station {
public:
    /// REQUIRES: loop, shared and tls outlive the station.
    Station(net::Loop& loop, std::size_t index, Shared& shared, net::TlsContext* tls,
            std::shared_ptr<Serving> serving);

    /// Takes a new configuration into service; requests that run keep the old one.
    void take(std::shared_ptr<Serving> serving);

    /// Returns the accounts and keys as they are now.
    [[nodiscard]] const std::shared_ptr<const ledger::Directory>& directory();

    /// Waits for a place among the requests that are being answered. False when the queue is full
    /// or the wait too long: answer 429. Every true needs a leave().
    [[nodiscard]] net::Task<bool> enter();
    void leave();

    /// Tells everyone who watches about a request that has ended.
    void report(const RequestReport& report);

    net::Loop& loop;
    const std::size_t index;
    Shared& shared;
    net::Resolver resolver;
    http::Pool pool;
    Metrics metrics;
    Recent recent;
    std::shared_ptr<Serving> serving;
    std::unique_ptr<Router> router;
    std::int64_t running = 0;
    std::int64_t queued = 0;
    std::uint64_t refused_busy = 0;
    ledger::GenerationIds ids;

private:
    std::shared_ptr<const ledger::Directory> directory_;
    std::uint64_t directory_version_ = 0;
    net::Signal place_;
};

/// Microseconds since 1970, UTC.
[[nodiscard]] std::int64_t unix_us();
/// Microseconds of the steady clock, for durations and health.
[[nodiscard]] std::int64_t steady_us();

}  // namespace orrery::gateway
