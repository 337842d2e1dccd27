#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "gateway/live/live.h"
#include "gateway/live/rates.h"
#include "gateway/station/station.h"

namespace orrery::gateway {

/// What happens now in all loops: reads their counters once a second on a thread of its own.
class LiveView {
public:
    /// REQUIRES: the stations outlive the view and none is added while it lives.
    explicit LiveView(const std::vector<std::unique_ptr<Station>>& stations);
    ~LiveView();
    LiveView(const LiveView&) = delete;
    LiveView& operator=(const LiveView&) = delete;

    [[nodiscard]] LiveRates rates() const;
    /// The last generations, newest first, at most so many.
    [[nodiscard]] std::vector<RecentGeneration> recent(std::size_t most) const;
    [[nodiscard]] std::optional<RecentGeneration> find(std::string_view generation_id) const;

private:
    void run();
    void ask_loops();

    /// Requests that each loop is answering; shared with what is posted to the loops.
    using Running = std::vector<std::atomic<std::int64_t>>;

    const std::vector<std::unique_ptr<Station>>& stations_;
    Rates rates_;
    std::shared_ptr<Running> running_;
    std::mutex mutex_;
    std::condition_variable ending_;
    bool is_ending_ = false;
    std::thread thread_;  // Last: it uses the others.
};

}  // namespace orrery::gateway
