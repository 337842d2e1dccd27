#include "cli/serve/aside.h"

#include <future>
#include <memory>

#include "base/check.h"
#include "base/process/priority.h"

namespace orrery::cli {

Aside::Aside(int nice) {
    ORRERY_CHECK(thread_.submit([nice] { step_back(nice); }), "nothing is waiting yet");
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
