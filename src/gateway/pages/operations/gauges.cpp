#include <fmt/format.h>

#include <string>
#include <utility>

#include "gateway/pages/operations/operations.h"

namespace orrery::gateway {
namespace {

/// What is shown of one endpoint's health.
void add_health(const Serving& serving, std::vector<Gauge>& found) {
    const std::int64_t now_us = steady_us();
    const Config& config = serving.config;
    std::vector<std::string> labels;
    for (const Endpoint& endpoint : config.endpoints) {
        labels.push_back(fmt::format("model=\"{}\",provider=\"{}\",variant=\"{}\"",
                                     label_value(config.models[endpoint.model].slug),
                                     label_value(config.providers[endpoint.provider].slug),
                                     label_value(endpoint.variant)));
    }
    // One family after the other, as the text format demands.
    for (const Endpoint& endpoint : config.endpoints) {
        found.push_back(
            {"orrery_endpoint_out", "Whether the endpoint had an outage in the last 30 seconds.",
             labels[endpoint.index], serving.health.is_out(endpoint.index, now_us) ? 1.0 : 0.0});
    }
    for (const Endpoint& endpoint : config.endpoints) {
        found.push_back({"orrery_endpoint_in_flight", "Requests at the endpoint.",
                         labels[endpoint.index],
                         static_cast<double>(serving.health.in_flight(endpoint.index))});
    }
    for (const Endpoint& endpoint : config.endpoints) {
        const HealthFigures figures = serving.health.figures(endpoint.index, now_us);
        found.push_back({"orrery_endpoint_attempts", "Attempts in the last five minutes.",
                         labels[endpoint.index], static_cast<double>(figures.attempts)});
    }
    for (const Endpoint& endpoint : config.endpoints) {
        const HealthFigures figures = serving.health.figures(endpoint.index, now_us);
        found.push_back({"orrery_endpoint_failures", "Failed attempts in the last five minutes.",
                         labels[endpoint.index], static_cast<double>(figures.failures)});
    }
}

void add_ledger(ledger::Ledger& ledger, bool is_draining, std::vector<Gauge>& found) {
    const ledger::Readiness readiness = ledger.readiness();
    const ledger::Counts counts = ledger.counts();
    const auto gauge = [&found](std::string_view name, std::string_view help, auto value) {
        found.push_back({name, help, {}, static_cast<double>(value)});
    };
    const auto counter = [&found](std::string_view name, std::string_view help, auto value) {
        found.push_back({name, help, {}, static_cast<double>(value), true});
    };
    gauge("orrery_ready", "Whether requests can be taken and recorded.",
          readiness.is_recording && !is_draining ? 1 : 0);
    gauge("orrery_ledger_unapplied_bytes", "In the journals, not yet in SQLite.",
          readiness.unapplied_bytes);
    gauge("orrery_ledger_undrained_rows", "In the ledger, not yet in the warehouse.",
          readiness.undrained_rows);
    gauge("orrery_ledger_disk_free_bytes", "Free where the ledger is.", readiness.disk_free_bytes);
    gauge("orrery_ledger_apply_failing", "Whether the last move into SQLite failed.",
          readiness.apply_error.empty() ? 0 : 1);
    gauge("orrery_ledger_drain_failing", "Whether the last drain into the warehouse failed.",
          readiness.drain_error.empty() ? 0 : 1);
    gauge("orrery_store_held", "Whether another process has the warehouse's store.",
          readiness.store_holder.empty() ? 0 : 1);
    counter("orrery_ledger_opened_total", "Generations that were begun.", counts.opened);
    counter("orrery_ledger_settled_total", "Generations that were settled.", counts.settled);
    counter("orrery_ledger_lost_total", "Generations that were settled as lost.", counts.lost);
    counter("orrery_ledger_refused_total", "Generations that the ledger refused.", counts.refused);
    counter("orrery_ledger_refused_recording_total", "Of those, for want of room to record.",
            counts.refused_recording);
    counter("orrery_ledger_refusals_recorded_total", "Refused requests that were recorded.",
            counts.refusals_recorded);
    counter("orrery_ledger_refusals_dropped_total", "Refused requests that were not recorded.",
            counts.refusals_dropped);
    counter("orrery_ledger_applied_total", "Records that went into SQLite.", counts.applied);
    counter("orrery_ledger_duplicates_total", "Records left out: their id was there.",
            counts.duplicates);
    counter("orrery_ledger_syncs_total", "Syncs of the journals.", counts.syncs);
}

/// Adds up what the loops say.
struct Sums {
    LoopFigures all;
    http::ServerCounts server;
    bool has_server = false;
    int silent = 0;
};

Sums sums_of(const std::vector<std::optional<LoopFigures>>& loops) {
    Sums sums;
    for (const auto& loop : loops) {
        if (!loop) {
            ++sums.silent;
            continue;
        }
        sums.all.running += loop->running;
        sums.all.queued += loop->queued;
        sums.all.refused_busy += loop->refused_busy;
        sums.all.pool.opened += loop->pool.opened;
        sums.all.pool.reused += loop->pool.reused;
        sums.all.pool.replaced += loop->pool.replaced;
        sums.all.pool.idle += loop->pool.idle;
        if (loop->server) {
            sums.has_server = true;
            sums.server.connections += loop->server->connections;
            sums.server.open_connections += loop->server->open_connections;
            sums.server.requests += loop->server->requests;
            sums.server.malformed += loop->server->malformed;
            sums.server.too_large += loop->server->too_large;
            sums.server.timeouts += loop->server->timeouts;
            sums.server.refused_connections += loop->server->refused_connections;
        }
    }
    return sums;
}

void add_loops(const std::vector<std::optional<LoopFigures>>& loops, std::vector<Gauge>& found) {
    const Sums sums = sums_of(loops);
    const auto gauge = [&found](std::string_view name, std::string_view help, auto value) {
        found.push_back({name, help, {}, static_cast<double>(value)});
    };
    const auto counter = [&found](std::string_view name, std::string_view help, auto value) {
        found.push_back({name, help, {}, static_cast<double>(value), true});
    };
    gauge("orrery_loops", "Event loops.", loops.size());
    gauge("orrery_loops_silent", "Loops that did not answer in time; their counts are missing.",
          sums.silent);
    gauge("orrery_requests_running", "Requests to models that are being answered.",
          sums.all.running);
    gauge("orrery_requests_queued", "Requests to models that wait for a place.", sums.all.queued);
    counter("orrery_requests_refused_busy_total", "Requests refused because the queue was full.",
            sums.all.refused_busy);
    counter("orrery_pool_opened_total", "Connections opened to providers.", sums.all.pool.opened);
    counter("orrery_pool_reused_total", "Requests on a kept connection.", sums.all.pool.reused);
    counter("orrery_pool_replaced_total", "Kept connections that were dead.",
            sums.all.pool.replaced);
    gauge("orrery_pool_idle", "Connections to providers that are kept.", sums.all.pool.idle);
    if (!sums.has_server) {
        return;
    }
    gauge("orrery_connections", "Open connections of clients.", sums.server.open_connections);
    counter("orrery_connections_total", "Connections accepted.", sums.server.connections);
    counter("orrery_connections_refused_total", "Connections refused: too many.",
            sums.server.refused_connections);
    counter("orrery_http_requests_total", "Requests of any kind.", sums.server.requests);
    counter("orrery_http_malformed_total", "Requests that were not HTTP.", sums.server.malformed);
    counter("orrery_http_too_large_total", "Bodies that were too large.", sums.server.too_large);
    counter("orrery_http_timeouts_total", "Requests and connections that were too slow.",
            sums.server.timeouts);
}

}  // namespace

std::vector<Gauge> gauges(const std::vector<std::optional<LoopFigures>>& loops,
                          ledger::Ledger& ledger, const Serving& serving, bool is_draining) {
    std::vector<Gauge> found;
    add_loops(loops, found);
    add_ledger(ledger, is_draining, found);
    add_health(serving, found);
    return found;
}

}  // namespace orrery::gateway
