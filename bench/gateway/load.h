#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/peers.h"

namespace orrery::bench {

/// What a load did, and what it cost the proxy.
struct Load {
    double requests = 0;
    double errors = 0;  ///< Not 200, broken, or never answered.
    double seconds = 0;
    double cpu_s = 0;         ///< Of the proxy.
    std::vector<double> ms;   ///< Latencies, sorted; empty for closed loops.
    double chunks = 0;        ///< Of streams.
    double resident_mib = 0;  ///< Of the proxy, at most.

    [[nodiscard]] double rate() const { return seconds > 0 ? requests / seconds : 0; }
    [[nodiscard]] double cpu_us() const { return requests > 0 ? cpu_s * 1e6 / requests : 0; }
    /// REQUIRES: there are latencies.
    [[nodiscard]] double quantile(double share) const;
};

/// Asks as fast as answers come over a number of connections, by wrk on one thread. CPU counts
/// until the peer is at rest again, so that nothing that it puts off is left out.
[[nodiscard]] Result<Load> closed_loop(const Peer& peer, const std::filesystem::path& folder,
                                       const std::string& body, int connections, int seconds);

/// Asks at a fixed rate, whatever the answers do; latencies count from the moment a request was
/// meant to be sent, so that waiting for a slow proxy is not left out ("coordinated omission"). A
/// second before the `seconds` is no part of the latencies, but of all else.
[[nodiscard]] Result<Load> open_loop(const Peer& peer, const std::string& body, double per_second,
                                     int seconds);

/// Reads a number of streams at the same time to their ends; latencies are those of the first byte
/// of each body.
[[nodiscard]] Result<Load> concurrent_streams(const Peer& peer, const std::string& body,
                                              int streams, std::chrono::seconds longest);

/// Returns the head of a request with the fields that a peer wants.
[[nodiscard]] std::string request_head(const Peer& peer, std::size_t body_bytes);

}  // namespace orrery::bench
