#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/file.h"
#include "gateway/load.h"

namespace orrery::bench {
namespace {

/// Prints one line that is easily read at the end.
constexpr const char* done_lua =
    "function done(summary, latency, requests)\n"
    "  local e = summary.errors\n"
    "  io.write(string.format('orrery-bench %d %d %d\\n', summary.requests, summary.duration,\n"
    "    e.connect + e.read + e.write + e.status + e.timeout))\n"
    "end\n";

}  // namespace

double Load::quantile(double share) const {
    const double at = std::ceil(share * static_cast<double>(ms.size())) - 1;
    return ms[static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(ms.size() - 1)))];
}

std::string request_head(const Peer& peer, std::size_t body_bytes) {
    std::string head = fmt::format(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n"
        "Content-Type: application/json\r\nContent-Length: {}\r\n",
        peer.port, body_bytes);
    for (const auto& [name, value] : peer.fields) {
        head += fmt::format("{}: {}\r\n", name, value);
    }
    return head + "\r\n";
}

Result<Load> closed_loop(const Peer& peer, const std::filesystem::path& folder,
                         const std::string& body, int connections, int seconds) {
    const std::string program = find_program("wrk");
    if (program.empty()) {
        return fail(ErrorKind::not_found, "wrk is not installed", {},
                    "apt-get install nginx-light wrk");
    }
    std::string script = fmt::format(
        "wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = '{}'\n",
        body);
    for (const auto& [name, value] : peer.fields) {
        script += fmt::format("wrk.headers['{}'] = '{}'\n", name, value);
    }
    const auto file = folder / "load.lua";
    if (const auto written = write_file(file, script + done_lua); !written) {
        return std::unexpected(written.error());
    }
    const double before = peer.process.cpu_s();
    const auto printed = output_of(
        {program, "-t1", fmt::format("-c{}", connections), fmt::format("-d{}s", seconds), "-s",
         file.string(), fmt::format("http://127.0.0.1:{}/v1/chat/completions", peer.port)},
        folder, seconds + 30);
    if (!printed) {
        return std::unexpected(printed.error());
    }
    wait_for_rest(peer);
    Load load;
    load.cpu_s = peer.process.cpu_s() - before;
    double microseconds = 0;
    const auto at = printed->find("orrery-bench ");
    if (at == std::string::npos || std::sscanf(printed->c_str() + at, "orrery-bench %lf %lf %lf",
                                               &load.requests, &microseconds, &load.errors) != 3) {
        return fail(ErrorKind::unavailable, "wrk said: " + *printed, peer.name);
    }
    load.seconds = microseconds / 1e6;
    return load;
}

}  // namespace orrery::bench
