#include "gateway/station/station.h"

#include <algorithm>
#include <chrono>

namespace orrery::gateway {
namespace {

constexpr std::chrono::seconds names_refresh{30};

std::uint64_t seed_of(std::size_t index) {
    return static_cast<std::uint64_t>(unix_us()) * 0x9E3779B97F4A7C15U + index;
}

}  // namespace

Station::Station(net::Loop& own_loop, std::size_t own_index, Shared& with, net::TlsContext* tls,
                 std::shared_ptr<Serving> chosen)
    : loop(own_loop),
      index(own_index),
      shared(with),
      resolver(own_loop, with.workers, names_refresh),
      pool(own_loop, resolver, tls, http::PoolOptions{}),
      serving(std::move(chosen)),
      router(std::make_unique<Router>(serving->config, serving->health, seed_of(own_index))),
      ids(own_index, with.ledger.last_generation_id()),
      place_(own_loop) {}

void Station::take(std::shared_ptr<Serving> chosen) {
    serving = std::move(chosen);
    router = std::make_unique<Router>(serving->config, serving->health, seed_of(index));
}

const std::shared_ptr<const ledger::Directory>& Station::directory() {
    const std::uint64_t version = shared.ledger.directory_version();
    if (!directory_ || version != directory_version_) {
        directory_ = shared.ledger.directory();
        directory_version_ = version;
    }
    return directory_;
}

net::Task<bool> Station::enter() {
    const auto has_place = [this] {
        return running < static_cast<std::int64_t>(serving->config.requests_max);
    };
    if (!has_place()) {
        if (queued >= static_cast<std::int64_t>(serving->config.queue_max)) {
            ++refused_busy;
            co_return false;
        }
        const net::Deadline deadline = loop.in(serving->config.queue_time);
        ++queued;
        net::Wake wake = net::Wake::ready;
        while (wake == net::Wake::ready && !has_place()) {
            wake = co_await place_.wait(deadline);
        }
        --queued;
        if (!has_place()) {
            ++refused_busy;
            co_return false;
        }
    }
    ++running;
    co_return true;
}

void Station::leave() {
    --running;
    place_.notify_one();
}

void Station::report(const RequestReport& report) {
    metrics.note(report);
    recent.note(report);
    if (shared.access_log != nullptr) {
        shared.access_log->note(report);
    }
    if (shared.spans != nullptr && report.generation != nullptr) {
        shared.spans->note(report);
    }
}

std::int64_t unix_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::int64_t steady_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

}  // namespace orrery::gateway
