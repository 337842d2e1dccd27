#include <fmt/format.h>

#include "gateway/bench.h"
#include "gateway/load.h"
#include "gateway/mock/upstream.h"
#include "gateway/peers.h"

namespace orrery::bench {

/// Compares requests per CPU second, so that Node.js may use what it wants.
Status portkey(Bench& bench) {
    const auto mock_folder = bench.fresh("behind");
    const auto ours_folder = bench.fresh("orrery");
    const auto peer_folder = bench.fresh("portkey");
    if (!mock_folder || !ours_folder || !peer_folder) {
        return fail(ErrorKind::unavailable, "no folder", bench.folder.string());
    }
    const auto mock = start_mock(*mock_folder, small_bytes, {});
    if (!mock) {
        return std::unexpected(mock.error());
    }
    PeerOptions options;
    options.behind.port = mock->port;
    const auto peer = start_portkey(*peer_folder, options);
    if (!peer) {
        fmt::print("Portkey is left out: {}\n", describe(peer.error()));
        return {};
    }
    const auto ours = start_orrery(*ours_folder, options);
    if (!ours) {
        return std::unexpected(ours.error());
    }
    fmt::print("Portkey …\n");
    Score row{
        "1 KB, 32 connections, against Portkey", "requests per CPU s", {}, {}, Goal::at_least, 50};
    const std::string body = request_body(small_bytes, false);
    for (int run = 0; run < bench.runs; ++run) {
        for (const auto& [side, into] : {std::pair(&*peer, &row.peer), {&*ours, &row.ours}}) {
            const auto load = closed_loop(*side, bench.folder, body, 32, seconds);
            if (!load) {
                return std::unexpected(load.error());
            }
            if (load->errors > 0) {
                fmt::print("  {}: {} of {} requests went wrong\n", side->name, load->errors,
                           load->requests);
            }
            into->push_back((load->requests - load->errors) / load->cpu_s);
        }
    }
    fmt::print("\n{}\n", scoreboard({row}, "portkey"));
    return {};
}

}  // namespace orrery::bench
