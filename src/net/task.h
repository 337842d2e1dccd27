#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

#include "net/frames.h"

namespace orrery::net {

template <typename T = void>
class Task;

namespace detail {

struct PromiseBase {
    /// Who waits for this coroutine; null while nobody does.
    std::coroutine_handle<> parent;

    struct Final {
        bool await_ready() noexcept { return false; }
        template <typename Promise>
        void await_suspend(std::coroutine_handle<Promise> self) noexcept {
            // The parent may destroy this frame: nothing of it may be touched afterwards.
            if (const auto waiting = self.promise().parent) {
                waiting.resume();
            }
        }
        void await_resume() noexcept {}
    };

    static void* operator new(std::size_t bytes) { return Frames::take(bytes); }
    static void operator delete(void* frame, std::size_t bytes) { Frames::give(frame, bytes); }

    std::suspend_always initial_suspend() noexcept { return {}; }
    Final final_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept { std::terminate(); }
};

template <typename T>
struct Promise : PromiseBase {
    std::optional<T> value;
    Task<T> get_return_object();
    template <typename U>
    void return_value(U&& result) {
        value.emplace(std::forward<U>(result));
    }
    T take() { return std::move(*value); }
};

template <>
struct Promise<void> : PromiseBase {
    Task<void> get_return_object();
    void return_void() noexcept {}
    void take() noexcept {}
};

}  // namespace detail

/// A coroutine that runs when it is awaited, on the loop of its caller. A child that ends without
/// waiting costs its caller no stack: a loop over such children runs in bounded stack, sanitizers
/// or not, which symmetric transfer does not promise on g++ 12.
/// Parameters are copied into the frame; a reference must outlive the await. No capturing lambdas.
template <typename T>
class [[nodiscard]] Task {
public:
    using promise_type = detail::Promise<T>;

    explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    Task& operator=(Task&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    ~Task() {
        if (handle_) {
            handle_.destroy();
        }
    }

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> caller) {
        handle_.resume();
        if (handle_.done()) {
            return false;
        }
        handle_.promise().parent = caller;
        return true;
    }
    T await_resume() { return handle_.promise().take(); }

private:
    std::coroutine_handle<promise_type> handle_;
};

namespace detail {

template <typename T>
Task<T> Promise<T>::get_return_object() {
    return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}

inline Task<void> Promise<void>::get_return_object() {
    return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

}  // namespace detail

}  // namespace orrery::net
