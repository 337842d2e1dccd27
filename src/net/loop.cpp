#include "net/loop.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

#include "base/check.h"

namespace orrery::net {

/// The frame below everything that was spawned. It destroys itself when it ends.
struct Loop::Root {
    struct promise_type {
        promise_type(Loop& owner, Task<void>&) : loop(owner) { loop.roots_.insert(address()); }
        ~promise_type() { loop.roots_.erase(address()); }
        void* address() {
            return std::coroutine_handle<promise_type>::from_promise(*this).address();
        }
        Root get_return_object() {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { std::terminate(); }

        Loop& loop;
    };
    std::coroutine_handle<> handle;
};

Loop::Root Loop::run_root(Task<void> task) {
    co_await task;
}

Result<std::unique_ptr<Loop>> Loop::open() {
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    const int wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (epoll < 0 || wake < 0) {
        const int error = errno;
        close(epoll);
        close(wake);
        return fail(ErrorKind::unavailable,
                    "cannot open an event loop: " + std::generic_category().message(error));
    }
    return std::unique_ptr<Loop>(new Loop(epoll, wake));
}

Loop::Loop(int epoll, int wake_descriptor)
    : epoll_(epoll), wake_(wake_descriptor), now_(Clock::now()), timers_(now_) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.ptr = this;
    ORRERY_CHECK(epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event) == 0, "epoll takes an eventfd");
}

Loop::~Loop() {
    destroy_all();
    posted_.clear();
    close(wake_);
    close(epoll_);
}

void Loop::run() {
    while (!is_stopping_.exchange(false)) {
        const int timeout_ms = soon_.empty() ? timers_.sleep_ms(now_) : 0;
        const int count =
            epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), timeout_ms);
        ORRERY_CHECK(count >= 0 || errno == EINTR, "epoll_wait takes what we give it");
        now_ = Clock::now();
        dispatch(std::max(count, 0));
        timers_.advance(now_);
        run_soon();
    }
}

void Loop::dispatch(int count) {
    event_count_ = count;
    for (event_next_ = 0; event_next_ < event_count_;) {
        const epoll_event event = events_[static_cast<std::size_t>(event_next_++)];
        if (event.data.ptr == this) {
            run_posted();
        } else if (event.data.ptr != nullptr) {
            static_cast<Source*>(event.data.ptr)->on_events(event.events);
        }
    }
    event_count_ = 0;
}

void Loop::run_soon() {
    resuming_.swap(soon_);
    for (std::size_t i = 0; i < resuming_.size(); ++i) {
        if (const auto coroutine = std::exchange(resuming_[i], {})) {
            coroutine.resume();
        }
    }
    resuming_.clear();
}

void Loop::wake() {
    const std::uint64_t one = 1;
    // A full counter has woken the loop already.
    [[maybe_unused]] const auto written = write(wake_, &one, sizeof one);
}

void Loop::stop() {
    is_stopping_ = true;
    wake();
}

void Loop::post(std::function<void()> work) {
    bool was_empty = false;
    {
        const std::lock_guard lock(posted_mutex_);
        was_empty = posted_.empty();
        posted_.push_back(std::move(work));
    }
    if (was_empty) {
        wake();
    }
}

void Loop::run_posted() {
    // The counter is not read: with edge-triggering every write to it tells anew.
    std::vector<std::function<void()>> work;
    {
        const std::lock_guard lock(posted_mutex_);
        work.swap(posted_);
    }
    for (const auto& piece : work) {
        piece();
    }
}

std::coroutine_handle<> Loop::spawn(Task<void> task) {
    return run_root(std::move(task)).handle;
}

void Loop::destroy(std::coroutine_handle<> spawned) {
    if (roots_.contains(spawned.address())) {
        spawned.destroy();
    }
}

void Loop::destroy_all() {
    while (!roots_.empty()) {
        std::coroutine_handle<>::from_address(*roots_.begin()).destroy();
    }
}

void Loop::resume_soon(std::coroutine_handle<> coroutine) {
    soon_.push_back(coroutine);
}

void Loop::forget(std::coroutine_handle<> coroutine) {
    std::ranges::replace(soon_, coroutine, std::coroutine_handle<>());
    std::ranges::replace(resuming_, coroutine, std::coroutine_handle<>());
}

Status Loop::add(int descriptor, Source& source) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = &source;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0) {
        return fail(ErrorKind::unavailable,
                    "cannot watch a socket: " + std::generic_category().message(errno));
    }
    return {};
}

void Loop::remove(int descriptor, Source& source) {
    epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr);
    for (int i = event_next_; i < event_count_; ++i) {
        auto& event = events_[static_cast<std::size_t>(i)];
        if (event.data.ptr == &source) {
            event.data.ptr = nullptr;
        }
    }
}

}  // namespace orrery::net
