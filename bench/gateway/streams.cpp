#include <algorithm>

#include "gateway/load.h"
#include "gateway/mock/client.h"

namespace orrery::bench {
namespace {

/// What the coroutines of a run share.
struct Run {
    Client& client;
    const Peer& peer;
    net::Deadline deadline;
    int open = 0;
    Load load;
};

net::Task<void> read_stream(Run& run) {
    const auto began = net::Clock::now();
    net::Clock::time_point first_byte = net::Clock::time_point::max();
    const bool is_good = co_await run.client.ask(run.deadline, first_byte, run.load.chunks);
    run.load.requests += 1;
    run.load.errors += is_good ? 0 : 1;
    if (first_byte != net::Clock::time_point::max()) {
        const std::chrono::duration<double, std::milli> waited = first_byte - began;
        run.load.ms.push_back(waited.count());
    }
    if (--run.open == 0) {
        run.client.loop().stop();
    }
}

/// Looks at the proxy's memory a few times a second while streams are open.
net::Task<void> watch_memory(Run& run) {
    net::Loop& loop = run.client.loop();
    while (run.open > 0) {
        run.load.resident_mib = std::max(run.load.resident_mib, run.peer.process.resident_mib());
        co_await loop.pause_until(loop.in(std::chrono::milliseconds(250)));
    }
}

}  // namespace

Result<Load> concurrent_streams(const Peer& peer, const std::string& body, int streams,
                                std::chrono::seconds longest) {
    const auto client = Client::open(peer, body);
    if (!client) {
        return std::unexpected(client.error());
    }
    const auto began = net::Clock::now();
    Run run{**client, peer, began + longest, streams, {}};
    const double before = peer.process.cpu_s();
    (*client)->loop().spawn(watch_memory(run));
    for (int i = 0; i < streams; ++i) {
        (*client)->loop().spawn(read_stream(run));
    }
    (*client)->loop().run();
    run.load.cpu_s = peer.process.cpu_s() - before;
    run.load.seconds = std::chrono::duration<double>(net::Clock::now() - began).count();
    std::ranges::sort(run.load.ms);
    if (run.load.ms.empty()) {
        return fail(ErrorKind::unavailable, "no stream began", peer.name);
    }
    return run.load;
}

}  // namespace orrery::bench
