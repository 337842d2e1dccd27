#pragma once

#include <coroutine>

#include "net/loop.h"
#include "net/timers.h"

namespace orrery::net {

/// What coroutines of one loop wait on until another one tells them that something has changed; as
/// with a condition variable, the waiter looks again. Waiters are woken in the order they came, in
/// the loop's next round.
///
///     while (free_places == 0) {
///         const Wake wake = co_await place_freed.wait(deadline);
///         if (wake != Wake::ready) { co_return ...; }
///     }
class Signal {
public:
    explicit Signal(Loop& loop) : loop_(loop) {}
    Signal(const Signal&) = delete;
    Signal& operator=(const Signal&) = delete;
    /// Waiters end with Wake::cancelled.
    ~Signal();

    class Wait;
    /// Waits for a notification; gives Wake::ready, timeout or cancelled.
    [[nodiscard]] Wait wait(Deadline deadline);

    /// Wakes the one that has waited longest. If that one is destroyed before it runs, the next
    /// one is woken in its place.
    void notify_one();
    void notify_all();
    [[nodiscard]] bool has_waiters() const { return waiting_.first != nullptr; }

private:
    struct Queue {
        Wait* first = nullptr;
        Wait* last = nullptr;
        void push(Wait& wait);
        void remove(Wait& wait);
    };
    void wake(Wait& wait, Wake reason);

    Loop& loop_;
    Queue waiting_;
    Queue woken_;  ///< Told, but not resumed yet.
};

/// The awaitable of Signal::wait(); lives in the awaiting frame.
class Signal::Wait final : Timer {
public:
    Wait(Signal& signal, Deadline deadline)
        : signal_(&signal), loop_(signal.loop_), deadline_(deadline) {}
    ~Wait() override;

    bool await_ready();
    void await_suspend(std::coroutine_handle<> coroutine);
    Wake await_resume();

private:
    friend class Signal;
    void fire() override;

    Signal* signal_;  ///< Null when the signal was destroyed first.
    Loop& loop_;
    Deadline deadline_;
    Wake wake_ = Wake::ready;
    Queue* queue_ = nullptr;  ///< The one that this is in.
    bool is_resuming_soon_ = false;
    Wait* next_ = nullptr;
    Wait* previous_ = nullptr;
    std::coroutine_handle<> coroutine_;
};

inline Signal::Wait Signal::wait(Deadline deadline) {
    return {*this, deadline};
}

}  // namespace orrery::net
