#pragma once

#include <cstdint>
#include <optional>

#include "net/timers.h"

namespace orrery::labelling {

/// Spaces requests evenly, so that no minute has more than its share (the generic cell rate
/// algorithm with a burst of one; ITU-T I.371).
class Quota {
public:
    /// REQUIRES: requests_per_minute > 0.
    explicit Quota(std::int64_t requests_per_minute)
        : spacing_(net::Clock::duration(std::chrono::minutes(1)) / requests_per_minute) {}

    /// Takes the next free place and returns how long it is until then; nothing, and no place is
    /// taken, where it is longer than `wait_max`.
    [[nodiscard]] std::optional<net::Clock::duration> take(net::Clock::time_point now,
                                                           net::Clock::duration wait_max) {
        const net::Clock::time_point place = next_ < now ? now : next_;
        if (place - now > wait_max) {
            return std::nullopt;
        }
        next_ = place + spacing_;
        return place - now;
    }

private:
    net::Clock::duration spacing_;
    net::Clock::time_point next_;
};

}  // namespace orrery::labelling
