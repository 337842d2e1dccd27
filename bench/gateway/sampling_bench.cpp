// What labelling a sample of prompts costs those who ask: the same requests to three gateways that
// differ in their sample alone, in turn.

#include <fmt/format.h>

#include <array>

#include "benches.h"
#include "child.h"
#include "gateway/bench.h"
#include "gateway/load.h"
#include "gateway/mock/upstream.h"
#include "gateway/peers.h"

namespace orrery::bench {
namespace {

constexpr std::array<double, 3> samples = {0, 0.0025, 1};
constexpr double per_second = 5000;
constexpr int connections = 32;

/// A chat request whose prompt is 1 KB of English, so that the classifier has what to do.
std::string prompt_body() {
    constexpr std::string_view sentence =
        "Please write a Python function that reads a CSV file, groups its rows by customer and "
        "returns the three with the highest revenue; handle missing values and add a test. ";
    std::string text;
    while (text.size() + sentence.size() < small_bytes) {
        text += sentence;
    }
    return fmt::format(R"({{"model":"{}","messages":[{{"role":"user","content":"{}"}}]}})",
                       bench_model, text);
}

/// What the runs of one gateway have come to.
struct Row {
    std::vector<double> p50, p99, p999, cpu_us, rate;
};

Status measure(const Bench& bench, const Peer& peer, const std::string& body, Row& row) {
    const auto paced = open_loop(peer, body, per_second, seconds);
    if (!paced) {
        return std::unexpected(paced.error());
    }
    const auto closed = closed_loop(peer, bench.folder, body, connections, seconds);
    if (!closed) {
        return std::unexpected(closed.error());
    }
    if (paced->errors + closed->errors > 0) {
        fmt::print("  {} requests went wrong\n", paced->errors + closed->errors);
    }
    row.p50.push_back(paced->quantile(0.5));
    row.p99.push_back(paced->quantile(0.99));
    row.p999.push_back(paced->quantile(0.999));
    row.cpu_us.push_back(paced->cpu_us());
    row.rate.push_back(closed->rate());
    return {};
}

}  // namespace

Status bench_gateway_sampling(const std::filesystem::path& directory, int runs) {
    Bench bench{{}, std::filesystem::absolute(directory), runs, 0, {}};
    const auto behind_folder = bench.fresh("behind");
    if (!behind_folder) {
        return std::unexpected(behind_folder.error());
    }
    const auto behind = start_mock(*behind_folder, small_bytes, {});
    if (!behind) {
        return std::unexpected(behind.error());
    }
    std::vector<Peer> peers;
    for (const double sample : samples) {
        const auto folder = bench.fresh(fmt::format("sample-{}", sample));
        if (!folder) {
            return std::unexpected(folder.error());
        }
        PeerOptions options;
        options.behind.port = behind->port;
        options.server_lines = fmt::format("\n[classifier]\nsample = {}\n", sample);
        auto peer = start_orrery(*folder, options);
        if (!peer) {
            return std::unexpected(peer.error());
        }
        peers.push_back(*std::move(peer));
    }
    const std::string body = prompt_body();
    std::array<Row, samples.size()> rows;
    for (int run = 0; run < runs; ++run) {
        for (std::size_t turn = 0; turn < samples.size(); ++turn) {
            const std::size_t at = (turn + static_cast<std::size_t>(run)) % samples.size();
            if (auto done = measure(bench, peers[at], body, rows[at]); !done) {
                return done;
            }
        }
    }
    fmt::print(
        "| sample | p50 ms | p99 ms | p99.9 ms | CPU µs | closed loop 1/s "
        "|\n|---|---|---|---|---|---|"
        "\n");
    for (std::size_t at = 0; at < samples.size(); ++at) {
        const Row& row = rows[at];
        fmt::print("| {} % | {:.3f} | {:.3f} | {:.3f} | {:.1f} | {:.0f} |\n", samples[at] * 100,
                   median(row.p50), median(row.p99), median(row.p999), median(row.cpu_us),
                   median(row.rate));
    }
    fmt::print("{} requests/s, then {} connections as fast as they can; medians of {} runs\n",
               per_second, connections, runs);
    return {};
}

}  // namespace orrery::bench
