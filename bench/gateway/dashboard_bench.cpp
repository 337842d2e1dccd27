// What a watched dashboard costs those who ask models: the same requests to the same gateway,
// with and without browsers that watch it, in turn.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "benches.h"
#include "child.h"
#include "dashboard/access/tokens.h"
#include "gateway/bench.h"
#include "gateway/load.h"
#include "gateway/mock/upstream.h"
#include "gateway/peers.h"
#include "support/plain_call.h"

namespace orrery::bench {
namespace {

constexpr double per_second = 5000;
constexpr std::int64_t dashboard_rows = 1'000'000;
constexpr int tabs = 3;
constexpr std::chrono::milliseconds panel_pause{250};

/// Reads the dashboard as browser tabs do: live figures once a second each, and panels, every time
/// with another filter, one after the other.
class Watchers {
public:
    Watchers(std::uint16_t port, std::string token) : port_(port), token_(std::move(token)) {
        for (int tab = 0; tab < tabs; ++tab) {
            threads_.emplace_back([this] { watch("/api/live", std::chrono::seconds(1)); });
        }
        threads_.emplace_back([this] { watch("/api/study/fig{:02}", panel_pause); });
    }
    ~Watchers() {
        {
            const std::scoped_lock lock(mutex_);
            is_ending_ = true;
        }
        ending_.notify_all();
        for (std::thread& thread : threads_) {
            thread.join();
        }
    }
    Watchers(const Watchers&) = delete;
    Watchers& operator=(const Watchers&) = delete;

    [[nodiscard]] int failed() const { return failed_.load(); }
    [[nodiscard]] int answered() const { return answered_.load(); }

private:
    void watch(const std::string& target, std::chrono::milliseconds pause) {
        constexpr std::array filters = {"", "?source_class=cn_oss", "?byok=out", "?grain=month",
                                        "?author=openai"};
        std::unique_lock lock(mutex_);
        for (std::size_t turn = 0; !is_ending_; ++turn) {
            lock.unlock();
            const bool is_panel = target.find('{') != std::string::npos;
            const std::string path = is_panel ? fmt::format(fmt::runtime(target), turn % 19 + 1) +
                                                    filters[turn % filters.size()]
                                              : target;
            const std::string answer = test_support::plain_call(port_, "GET", path, token_, {});
            (answer.starts_with("HTTP/1.1 200") ? answered_ : failed_).fetch_add(1);
            lock.lock();
            ending_.wait_for(lock, pause, [this] { return is_ending_; });
        }
    }

    std::uint16_t port_;
    std::string token_;
    std::mutex mutex_;
    std::condition_variable ending_;
    bool is_ending_ = false;
    std::atomic<int> failed_ = 0;
    std::atomic<int> answered_ = 0;
    std::vector<std::thread> threads_;
};

struct Row {
    std::vector<double> p50, p99, cpu_us;
};

Status measure(const Peer& peer, const std::string& body, Row& row) {
    const auto paced = open_loop(peer, body, per_second, 2 * seconds);
    if (!paced) {
        return std::unexpected(paced.error());
    }
    if (paced->errors > 0) {
        fmt::print("  {} requests went wrong\n", paced->errors);
    }
    row.p50.push_back(paced->quantile(0.5));
    row.p99.push_back(paced->quantile(0.99));
    row.cpu_us.push_back(paced->cpu_us());
    return {};
}

}  // namespace

Status bench_gateway_dashboard(const std::filesystem::path& directory, int runs) {
    Bench bench{{}, std::filesystem::absolute(directory), runs, 0, {}};
    const auto behind_folder = bench.fresh("behind");
    const auto folder = bench.fresh("gateway");
    if (!behind_folder || !folder) {
        return std::unexpected(behind_folder ? folder.error() : behind_folder.error());
    }
    const auto behind = start_mock(*behind_folder, small_bytes, {});
    if (!behind) {
        return std::unexpected(behind.error());
    }
    const auto store = *folder / "store";
    const auto filled = run_measured({ORRERY_BINARY, "--store", store.string(), "simulate",
                                      "--generations", std::to_string(dashboard_rows)});
    if (!filled) {
        return std::unexpected(filled.error());
    }
    PeerOptions options;
    options.behind.port = behind->port;
    const auto peer = start_orrery(*folder, options);
    const auto token = dashboard::token_of(store, dashboard::Role::admin);
    if (!peer || !token) {
        return std::unexpected(peer ? token.error() : peer.error());
    }
    const std::string body = request_body(small_bytes, false);
    std::array<Row, 2> rows;
    int answered = 0;
    int failed = 0;
    for (int run = 0; run < 2 * runs; ++run) {
        // Alone, watched, watched, alone: whatever drifts does so for both.
        const bool is_watched = run % 4 == 1 || run % 4 == 2;
        std::optional<Watchers> watchers;
        if (is_watched) {
            watchers.emplace(peer->port, *token);
        }
        if (auto done = measure(*peer, body, rows[is_watched ? 1 : 0]); !done) {
            return done;
        }
        answered += watchers ? watchers->answered() : 0;
        failed += watchers ? watchers->failed() : 0;
    }
    fmt::print("| dashboard | p50 ms | p99 ms | CPU µs |\n|---|---|---|---|\n");
    for (std::size_t at = 0; at < rows.size(); ++at) {
        fmt::print("| {} | {:.3f} | {:.3f} | {:.1f} |\n", at == 0 ? "alone" : "watched",
                   median(rows[at].p50), median(rows[at].p99), median(rows[at].cpu_us));
    }
    fmt::print(
        "ratio of p99 {:.2f}; {} requests/s on a store of {} generations; {} answers of the "
        "dashboard, {} failed; medians of {} runs\n",
        median(rows[1].p99) / median(rows[0].p99), per_second, dashboard_rows, answered, failed,
        runs);
    return {};
}

}  // namespace orrery::bench
