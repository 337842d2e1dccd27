#pragma once

#include <chrono>

#include "net/loop.h"
#include "net/task.h"

namespace orrery::labelling {

/// What time it is and how one waits: replaced in tests, so that none of them waits.
class Pace {
public:
    Pace() = default;
    Pace(const Pace&) = delete;
    Pace& operator=(const Pace&) = delete;
    virtual ~Pace() = default;

    /// Returns a time that never goes back.
    [[nodiscard]] virtual net::Clock::time_point now() const { return net::Clock::now(); }
    [[nodiscard]] virtual std::chrono::system_clock::time_point utc() const {
        return std::chrono::system_clock::now();
    }
    /// Waits on the loop.
    [[nodiscard]] virtual net::Task<void> pause(net::Loop& loop, net::Clock::duration time);
    /// Returns a random number from 0 to below 1, which back-offs are spread by.
    [[nodiscard]] virtual double jitter();
};

}  // namespace orrery::labelling
