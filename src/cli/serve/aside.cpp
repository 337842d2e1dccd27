#include "cli/serve/aside.h"

#include <unistd.h>

#include <future>
#include <memory>
#include <utility>

#include "base/check.h"
#include "base/process/priority.h"

namespace orrery::cli {

Aside::Aside(std::function<void()> step_back) : step_back_(std::move(step_back)) {
    ORRERY_CHECK(thread_.submit([this] { thread_id_ = ::gettid(); }), "nothing is waiting yet");
}

void Aside::run(const std::function<void()>& work, std::chrono::milliseconds patience) {
    struct Waiting {
        std::promise<void> end;
        std::atomic<bool> is_impatient = false;
    };
    // Shared: who waits may go on before the thread has let go of it.
    const auto waiting = std::make_shared<Waiting>();
    const bool is_taken = thread_.submit([this, &work, waiting] {
        step_back_();
        if (is_awaited_ || waiting->is_impatient) {
            take_share(thread_id_);
        }
        work();
        waiting->end.set_value();
    });
    ORRERY_CHECK(is_taken, "callers wait, so that there are fewer than may queue");
    const std::future<void> end = waiting->end.get_future();
    if (patience != for_ever && end.wait_for(patience) == std::future_status::timeout) {
        // It may not have begun: then it sees the flag after it has stepped back.
        waiting->is_impatient = true;
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
