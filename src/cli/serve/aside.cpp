#include "cli/serve/aside.h"

#include <unistd.h>

#include <future>
#include <memory>
#include <utility>

#include "base/check.h"
#include "base/process/priority.h"

namespace orrery::cli {

Aside::Aside(std::function<void()> step_back, std::chrono::milliseconds patience)
    : step_back_(std::move(step_back)), patience_(patience) {
    ORRERY_CHECK(thread_.submit([this] { thread_id_ = ::gettid(); }), "nothing is waiting yet");
}

void Aside::run(const std::function<void()>& work) {
    // Shared: who waits may go on before the thread has let go of it.
    const auto done = std::make_shared<std::promise<void>>();
    const bool is_taken = thread_.submit([this, &work, done] {
        step_back_();
        if (is_awaited_) {
            take_share(thread_id_);
        }
        work();
        done->set_value();
    });
    ORRERY_CHECK(is_taken, "callers wait, so that there are fewer than may queue");
    const std::future<void> end = done->get_future();
    if (patience_ != for_ever && end.wait_for(patience_) == std::future_status::timeout) {
        take_share(thread_id_);
    }
    end.wait();
}

/// Work that begins meanwhile either sees the flag or has stepped back before the call below.
void Aside::set_awaited(bool is_awaited) {
    is_awaited_ = is_awaited;
    if (is_awaited && thread_id_ != 0) {
        take_share(thread_id_);
    }
}

}  // namespace orrery::cli
