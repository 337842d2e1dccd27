// The gateway against nginx: the same requests through both, in turn, in one run.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <functional>

#include "base/file.h"
#include "benches.h"
#include "gateway/bench.h"
#include "gateway/load.h"
#include "gateway/mock/upstream.h"
#include "gateway/peers.h"
#include "gateway/scoreboard.h"

namespace orrery::bench {
namespace {

/// Two proxies in front of the same server.
struct Pair {
    Peer behind;
    Peer nginx;
    Peer orrery;
};

using StartBehind = std::function<Result<Peer>(const std::filesystem::path&)>;

Result<Pair> start_pair(Bench& bench, const StartBehind& start_behind, PeerOptions options) {
    const auto behind_folder = bench.fresh("behind");
    const auto nginx_folder = bench.fresh("nginx");
    const auto orrery_folder = bench.fresh("orrery");
    for (const auto* folder : {&behind_folder, &nginx_folder, &orrery_folder}) {
        if (!*folder) {
            return std::unexpected(folder->error());
        }
    }
    auto behind = start_behind(*behind_folder);
    if (!behind) {
        return std::unexpected(behind.error());
    }
    options.behind.port = behind->port;
    auto nginx = start_nginx(*nginx_folder, options);
    if (!nginx) {
        return std::unexpected(nginx.error());
    }
    auto orrery = start_orrery(*orrery_folder, options);
    if (!orrery) {
        return std::unexpected(orrery.error());
    }
    return Pair{*std::move(behind), *std::move(nginx), *std::move(orrery)};
}

using Measure = std::function<Result<Load>(const Peer&)>;

/// Measures both sides in turn, who is first changing from run to run; each while both are at rest.
Status measure_pair(const Bench& bench, const Pair& pair, const Measure& measure,
                    std::vector<Load>& nginx, std::vector<Load>& orrery) {
    for (int run = 0; run < bench.runs; ++run) {
        for (int turn = 0; turn < 2; ++turn) {
            const bool is_ours = (run + turn) % 2 == 1;
            wait_for_rest(pair.nginx);
            wait_for_rest(pair.orrery);
            auto load = measure(is_ours ? pair.orrery : pair.nginx);
            if (!load) {
                return std::unexpected(load.error());
            }
            if (load->errors > 0) {
                fmt::print("  {}: {} of {} requests went wrong\n", is_ours ? "orrery" : "nginx",
                           load->errors, load->requests);
            }
            (is_ours ? orrery : nginx).push_back(*std::move(load));
        }
    }
    return {};
}

std::vector<double> figures(const std::vector<Load>& loads,
                            const std::function<double(const Load&)>& figure) {
    std::vector<double> values;
    for (const Load& load : loads) {
        values.push_back(figure(load));
    }
    return values;
}

/// Measures a pair and adds a score for each figure.
struct Wanted {
    std::string what;
    std::string unit;
    std::function<double(const Load&)> figure;
    Goal goal;
    double bound;
};

Status score(Bench& bench, const Pair& pair, const std::string& title, const Measure& measure,
             const std::vector<Wanted>& wanted) {
    fmt::print("{} …\n", title);
    std::fflush(stdout);
    std::vector<Load> nginx;
    std::vector<Load> orrery;
    if (auto done = measure_pair(bench, pair, measure, nginx, orrery); !done) {
        return done;
    }
    for (const Wanted& one : wanted) {
        bench.scores.push_back({title + ": " + one.what, one.unit, figures(nginx, one.figure),
                                figures(orrery, one.figure), one.goal, one.bound});
    }
    return {};
}

std::vector<Wanted> throughput(double rate_bound, double cpu_bound) {
    return {{"throughput", "1/s", [](const Load& load) { return load.rate(); }, Goal::at_least,
             rate_bound},
            {"CPU per request", "µs", [](const Load& load) { return load.cpu_us(); }, Goal::at_most,
             cpu_bound}};
}

Status closed_loops(Bench& bench, std::size_t bytes) {
    const auto pair =
        start_pair(bench, [&](const auto& folder) { return start_mock(folder, bytes, {}); }, {});
    if (!pair) {
        return std::unexpected(pair.error());
    }
    const std::string body = request_body(bytes, false);
    for (const int connections : {1, 32, 256}) {
        const auto done = score(
            bench, *pair, fmt::format("{} KB, {} connections", bytes / 1024, connections),
            [&](const Peer& peer) {
                return closed_loop(peer, bench.folder, body, connections, seconds);
            },
            throughput(0.95, 1.05));
        if (!done) {
            return done;
        }
    }
    return {};
}

Status fixed_rates(Bench& bench) {
    const auto pair = start_pair(
        bench, [](const auto& folder) { return start_mock(folder, small_bytes, {}); }, {});
    if (!pair) {
        return std::unexpected(pair.error());
    }
    const std::string body = request_body(small_bytes, false);
    for (const double rate : {100.0, 5000.0, 12000.0}) {
        const auto done =
            score(bench, *pair, fmt::format("{} requests/s", rate),
                  [&](const Peer& peer) { return open_loop(peer, body, rate, seconds); },
                  {{"p50", "ms", [](const Load& load) { return load.quantile(0.5); }, Goal::at_most,
                    1.25},
                   {"p99", "ms", [](const Load& load) { return load.quantile(0.99); },
                    Goal::at_most, 1.25}});
        if (!done) {
            return done;
        }
    }
    return {};
}

Status streams(Bench& bench) {
    const auto pair = start_pair(
        bench, [&](const auto& folder) { return start_streams(bench.self, folder, 200, 10); }, {});
    if (!pair) {
        return std::unexpected(pair.error());
    }
    const std::string body = request_body(small_bytes, true);
    return score(bench, *pair, "256 streams of 200 chunks",
                 [&](const Peer& peer) {
                     return concurrent_streams(peer, body, 256, std::chrono::seconds(30));
                 },
                 {{"CPU per chunk", "µs",
                   [](const Load& load) { return load.cpu_s * 1e6 / std::max(load.chunks, 1.0); },
                   Goal::at_most, 1.0},
                  {"first byte p99", "ms", [](const Load& load) { return load.quantile(0.99); },
                   Goal::at_most, 1.25}});
}

Status memory(Bench& bench) {
    const auto pair = start_pair(
        bench, [&](const auto& folder) { return start_streams(bench.self, folder, 100, 40); }, {});
    if (!pair) {
        return std::unexpected(pair.error());
    }
    fmt::print("1,024 streams …\n");
    const auto load = concurrent_streams(pair->orrery, request_body(small_bytes, true), 1024,
                                         std::chrono::seconds(30));
    if (!load) {
        return std::unexpected(load.error());
    }
    bench.scores.push_back(
        {"1,024 streams: resident memory", "MiB", {}, {load->resident_mib}, Goal::at_most, 64});
    return {};
}

Status tls(Bench& bench) {
    const auto certificates = bench.fresh("certificates");
    if (!certificates) {
        return std::unexpected(certificates.error());
    }
    if (const auto made = make_certificate(*certificates); !made) {
        fmt::print("TLS is left out: {}\n", describe(made.error()));
        return {};
    }
    for (const std::size_t bytes : {small_bytes, large_bytes}) {
        PeerOptions options;
        options.behind.is_tls = true;
        options.behind.authorities = *certificates / "certificate.pem";
        const auto pair = start_pair(
            bench, [&](const auto& folder) { return start_mock(folder, bytes, *certificates); },
            options);
        if (!pair) {
            return std::unexpected(pair.error());
        }
        const std::string body = request_body(bytes, false);
        const auto done = score(
            bench, *pair, fmt::format("TLS, {} KB, 32 connections", bytes / 1024),
            [&](const Peer& peer) { return closed_loop(peer, bench.folder, body, 32, seconds); },
            {throughput(0.95, 1.1)[1]});
        if (!done) {
            return done;
        }
    }
    return {};
}

Status two_cores(Bench& bench) {
    PeerOptions options;
    options.threads = 2;
    const auto pair = start_pair(
        bench, [](const auto& folder) { return start_mock(folder, small_bytes, {}); }, options);
    if (!pair) {
        return std::unexpected(pair.error());
    }
    const std::string body = request_body(small_bytes, false);
    return score(
        bench, *pair, "2 loops against 2 workers, 256 connections",
        [&](const Peer& peer) { return closed_loop(peer, bench.folder, body, 256, seconds); },
        throughput(0.95, 1.05));
}

}  // namespace

Status bench_gateway(const std::filesystem::path& self, const std::filesystem::path& directory,
                     int runs, const std::vector<std::string>& chosen) {
    Bench bench{self, std::filesystem::absolute(directory), runs, 0, {}};
    if (const auto made = make_directory(bench.folder); !made) {
        return made;
    }
    fmt::print("orrery serve against nginx proxy_pass, one thread each; {} runs in turn, medians\n",
               runs);
    const std::vector<std::pair<std::string, std::function<Status(Bench&)>>> parts = {
        {"small", [](Bench& one) { return closed_loops(one, small_bytes); }},
        {"rates", fixed_rates},
        {"large", [](Bench& one) { return closed_loops(one, large_bytes); }},
        {"streams", streams},
        {"memory", memory},
        {"tls", tls},
        {"cores", two_cores},
        {"portkey", portkey},
    };
    for (const auto& [name, part] : parts) {
        if (!chosen.empty() && std::ranges::find(chosen, name) == chosen.end()) {
            continue;
        }
        if (const auto done = part(bench); !done) {
            return done;
        }
    }
    fmt::print("\n{}", scoreboard(bench.scores, "nginx"));
    return {};
}

Status serve_upstream(const char* port, const char* chunks, const char* pace_ms) {
    return serve_paced_streams(static_cast<std::uint16_t>(std::atoi(port)), std::atoi(chunks),
                               std::atoi(pace_ms));
}

}  // namespace orrery::bench
