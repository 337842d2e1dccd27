#pragma once

#include <functional>

#include "net/workers.h"

namespace orrery::cli {

/// A thread that lets others go first, for what must not keep requests waiting. Others give it work
/// and wait for its end.
class Aside {
public:
    /// `nice`: of the thread, 0 to 19.
    explicit Aside(int nice);

    /// Runs `work` there and returns when it is done. One caller after the other.
    void run(const std::function<void()>& work);

private:
    net::Workers thread_{1};
};

}  // namespace orrery::cli
