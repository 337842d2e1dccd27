#pragma once

#include <condition_variable>
#include <coroutine>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "net/loop.h"
#include "net/task.h"

namespace orrery::net {

/// A few threads for work that blocks: names, files, databases. Bounded; joined on destruction.
class Workers {
public:
    explicit Workers(std::size_t threads = 1, std::size_t waiting_max = 1024);
    ~Workers();
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    /// Takes work unless too much is waiting already. Thread-safe.
    [[nodiscard]] bool submit(std::function<void()> work);

    /// Runs `work` on a worker and resumes the caller on its loop with the result; nothing when
    /// the workers were full. `work` owns what it needs: the awaiting frame may be gone by then.
    template <typename Work>
    [[nodiscard]] Task<std::optional<std::invoke_result_t<Work>>> run(Loop& loop, Work work);

private:
    void serve();

    std::size_t waiting_max_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> waiting_;
    bool is_ending_ = false;
    std::vector<std::thread> threads_;
};

namespace detail {

/// What a worker and the coroutine that waits for it share; either may end first.
template <typename T>
struct Handover {
    std::optional<T> value;
    std::coroutine_handle<> waiting;  ///< Touched on the loop's thread only.
};

template <typename T>
struct HandoverWait {
    std::shared_ptr<Handover<T>> shared;
    ~HandoverWait() { shared->waiting = {}; }
    bool await_ready() const { return shared->value.has_value(); }
    void await_suspend(std::coroutine_handle<> coroutine) { shared->waiting = coroutine; }
    void await_resume() {}
};

}  // namespace detail

template <typename Work>
Task<std::optional<std::invoke_result_t<Work>>> Workers::run(Loop& loop, Work work) {
    using T = std::invoke_result_t<Work>;
    auto shared = std::make_shared<detail::Handover<T>>();
    Loop* home = &loop;
    const bool is_taken = submit([shared, home, work = std::move(work)]() mutable {
        auto result = std::make_shared<T>(work());
        home->post([shared, result] {
            shared->value.emplace(std::move(*result));
            if (auto waiting = std::exchange(shared->waiting, {})) {
                waiting.resume();
            }
        });
    });
    if (!is_taken) {
        co_return std::nullopt;
    }
    detail::HandoverWait<T> wait{shared};
    co_await wait;
    co_return std::move(shared->value);
}

}  // namespace orrery::net
