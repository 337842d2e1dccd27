#pragma once

#include <cstdint>

#include "net/timers.h"

namespace orrery::labelling {

/// A circuit breaker: after some failures in a row nothing passes for a while, then one request
/// probes; its success lets all pass again, its failure begins another while.
class Breaker {
public:
    Breaker(std::int64_t failures_max, net::Clock::duration rest_time)
        : failures_max_(failures_max), rest_time_(rest_time) {}

    /// Tells whether a request may go out now. After a rest only the first may: the probe.
    /// REQUIRES: each request that passed ends in exactly one of the three below.
    [[nodiscard]] bool pass(net::Clock::time_point now) {
        if (now < resting_until_ || is_probing_) {
            return false;
        }
        is_probing_ = is_open_;
        return true;
    }
    void succeed() {
        failures_ = 0;
        is_open_ = false;
        is_probing_ = false;
    }
    void fail(net::Clock::time_point now) {
        is_probing_ = false;
        if (++failures_ >= failures_max_ || is_open_) {
            is_open_ = true;
            rest_until(now + rest_time_);
        }
    }
    /// Ends a request that was not sent, or told nothing of the service.
    void abandon() { is_probing_ = false; }

    /// Lets nothing pass before `time`, as the service asked.
    void rest_until(net::Clock::time_point time) {
        resting_until_ = time > resting_until_ ? time : resting_until_;
    }
    [[nodiscard]] bool is_open() const { return is_open_; }

private:
    std::int64_t failures_max_;
    net::Clock::duration rest_time_;
    std::int64_t failures_ = 0;
    bool is_open_ = false;
    bool is_probing_ = false;
    net::Clock::time_point resting_until_;
};

}  // namespace orrery::labelling
