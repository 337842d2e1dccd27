#pragma once

#include <functional>

#include "net/workers.h"

namespace orrery::cli {

/// A thread that lets others go first, for what must not keep requests waiting. Others give it work
/// and wait for its end.
class Aside {
public:
    /// `step_back`: what the thread calls first, one of those in base/process/priority.h.
    explicit Aside(std::function<void()> step_back);

    /// Runs `work` there and returns when it is done. One caller after the other.
    void run(const std::function<void()>& work);

private:
    net::Workers thread_{1};
};

}  // namespace orrery::cli
