#pragma once

#include <atomic>
#include <chrono>
#include <functional>

#include "net/workers.h"

namespace orrery::cli {

/// A thread that lets others go first, for what must not keep requests waiting. Others give it work
/// and wait for its end.
class Aside {
public:
    static constexpr std::chrono::milliseconds for_ever{-1};

    /// `step_back`: what the thread calls before work, one of those in base/process/priority.h.
    explicit Aside(std::function<void()> step_back);

    /// Runs `work` there and returns when it is done. One caller after the other. Who has waited
    /// for longer than his `patience` lets the thread take its share, as set_awaited() does.
    void run(const std::function<void()>& work, std::chrono::milliseconds patience = for_ever);
    /// Somebody waits for what runs there, or no longer: meanwhile it does not stand back from
    /// others, what has begun included, where the system allows that (take_share()). Thread-safe.
    void set_awaited(bool is_awaited);

private:
    const std::function<void()> step_back_;
    std::atomic<bool> is_awaited_ = false;
    std::atomic<int> thread_id_ = 0;  ///< 0: not known yet.
    net::Workers thread_{1};
};

}  // namespace orrery::cli
