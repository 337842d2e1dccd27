#pragma once

#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <chrono>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "net/task.h"
#include "net/timers.h"

namespace orrery::net {

/// Why a wait ended.
enum class Wake {
    ready,      ///< What was waited for has come.
    timeout,    ///< The deadline passed first.
    gone,       ///< The other connection that was watched has been closed by its peer.
    cancelled,  ///< The loop is ending, or the connection was shut down here.
};

/// What epoll tells about: a socket of ours.
class Source {
public:
    virtual ~Source() = default;
    virtual void on_events(std::uint32_t events) = 0;
};

/// One thread's event loop: epoll, edge-triggered, a timing wheel and the coroutines that run on
/// it. All but post() and stop() are for the loop's own thread.
class Loop {
public:
    [[nodiscard]] static Result<std::unique_ptr<Loop>> open();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    /// Destroys the coroutines that have not ended.
    ~Loop();

    /// Runs until stop().
    void run();
    /// Ends run() after the current round. Thread-safe.
    void stop();
    /// Runs work on the loop's thread, in the order of posting. Thread-safe.
    void post(std::function<void()> work);

    /// Starts a coroutine that nobody awaits; it runs up to its first wait at once. The handle is
    /// for destroy(), and void once the coroutine has ended.
    std::coroutine_handle<> spawn(Task<void> task);
    /// Destroys a spawned coroutine with all that it awaits, unless destroy_all() has.
    /// REQUIRES: the call does not come from that coroutine.
    void destroy(std::coroutine_handle<> spawned);
    /// Destroys all coroutines that have not ended: what they wait on may go after that, before
    /// the loop does. Not from within a coroutine.
    void destroy_all();
    /// Resumes a coroutine in the next round; how one coroutine wakes another.
    void resume_soon(std::coroutine_handle<> coroutine);
    /// Forgets what resume_soon was told; for a waiter that is destroyed first.
    void forget(std::coroutine_handle<> coroutine);

    /// Returns the time at which this round began.
    [[nodiscard]] Clock::time_point now() const { return now_; }
    [[nodiscard]] Deadline in(std::chrono::nanoseconds delay) const { return now_ + delay; }
    [[nodiscard]] Timers& timers() { return timers_; }

    /// Registers a descriptor once, for reading, writing and hang-up, edge-triggered.
    [[nodiscard]] Status add(int descriptor, Source& source);
    /// Forgets a source, also in the round that is going on. The descriptor is closed by its owner.
    void remove(int descriptor, Source& source);

    /// Waits for time to pass: `co_await loop.pause_until(loop.in(1s))`.
    class Sleep;
    [[nodiscard]] Sleep pause_until(Deadline deadline);

private:
    explicit Loop(int epoll, int wake);
    struct Root;
    Root run_root(Task<void> task);
    void run_posted();
    void run_soon();
    void dispatch(int count);
    void wake();

    int epoll_;
    int wake_;  ///< An eventfd that post() and stop() write to.
    Clock::time_point now_;
    Timers timers_;
    std::array<epoll_event, 256> events_{};
    int event_count_ = 0;
    int event_next_ = 0;
    std::vector<std::coroutine_handle<>> soon_;
    std::vector<std::coroutine_handle<>> resuming_;  ///< What soon_ was when the round came to it.
    std::unordered_set<void*> roots_;
    std::mutex posted_mutex_;
    std::vector<std::function<void()>> posted_;
    std::atomic<bool> is_stopping_ = false;
};

class Loop::Sleep final : Timer {
public:
    Sleep(Loop& loop, Deadline deadline) : loop_(loop), deadline_(deadline) {}
    bool await_ready() const { return deadline_ <= loop_.now(); }
    void await_suspend(std::coroutine_handle<> coroutine) {
        coroutine_ = coroutine;
        loop_.timers().arm(*this, deadline_);
    }
    void await_resume() {}

private:
    void fire() override { coroutine_.resume(); }

    Loop& loop_;
    Deadline deadline_;
    std::coroutine_handle<> coroutine_;
};

inline Loop::Sleep Loop::pause_until(Deadline deadline) {
    return {*this, deadline};
}

}  // namespace orrery::net
