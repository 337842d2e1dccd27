#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace orrery::net {

using Clock = std::chrono::steady_clock;
using Deadline = Clock::time_point;

/// The deadline of a wait that something else bounds.
inline constexpr Deadline no_deadline = Deadline::max();

/// One armed deadline: a link of a wheel's slot. Whoever owns it derives from it.
class Timer {
public:
    Timer() = default;
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    virtual ~Timer() { disarm(); }

    /// Called by the loop when the deadline has passed; the timer is disarmed by then.
    virtual void fire() = 0;
    void disarm();
    [[nodiscard]] bool is_armed() const { return previous_ != nullptr; }

private:
    friend class Timers;
    Timer* next_ = nullptr;
    Timer** previous_ = nullptr;
    std::uint64_t tick_ = 0;
};

/// A hashed timing wheel (Varghese and Lauck, 1987): arming and disarming are a few pointer writes,
/// since nearly every deadline of a proxy is disarmed before it passes. Fires up to one tick late,
/// never early.
class Timers {
public:
    static constexpr std::chrono::milliseconds tick{4};

    explicit Timers(Clock::time_point now) : start_(now) {}

    /// Arms or re-arms. `no_deadline` only disarms.
    void arm(Timer& timer, Deadline deadline);
    /// Fires what is due.
    void advance(Clock::time_point now);
    /// Returns how long the loop may sleep: -1 for ever, else milliseconds.
    [[nodiscard]] int sleep_ms(Clock::time_point now) const;

private:
    static constexpr std::size_t slots = 4096;

    [[nodiscard]] std::uint64_t tick_of(Clock::time_point time) const;
    void link(Timer& timer, Timer*& head);
    void fire_due(std::uint64_t tick_now);

    Clock::time_point start_;
    std::uint64_t current_ = 0;  ///< The tick up to which all has fired.
    std::array<Timer*, slots> heads_{};
    /// One bit a slot, set by arm(); a bit whose slot has emptied is cleared when it is met.
    mutable std::array<std::uint64_t, slots / 64> filled_{};
};

}  // namespace orrery::net
