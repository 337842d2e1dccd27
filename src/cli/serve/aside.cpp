#include "cli/serve/aside.h"

#include <future>
#include <memory>
#include <utility>

#include "base/check.h"

namespace orrery::cli {

Aside::Aside(std::function<void()> step_back) {
    ORRERY_CHECK(thread_.submit(std::move(step_back)), "nothing is waiting yet");
}

void Aside::run(const std::function<void()>& work) {
    // Shared: who waits may go on before the thread has let go of it.
    const auto done = std::make_shared<std::promise<void>>();
    const bool is_taken = thread_.submit([&work, done] {
        work();
        done->set_value();
    });
    ORRERY_CHECK(is_taken, "callers wait, so that there are fewer than may queue");
    done->get_future().wait();
}

}  // namespace orrery::cli
