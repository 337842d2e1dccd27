#include "cli/serve/aside.h"

#include "base/process/priority.h"

namespace orrery::cli {

Aside::Aside(int nice) : thread_([this, nice] { serve(nice); }) {}

Aside::~Aside() {
    {
        const std::scoped_lock lock(mutex_);
        is_ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Aside::run(const std::function<void()>& work) {
    const std::scoped_lock one_at_a_time(callers_);
    std::unique_lock lock(mutex_);
    work_ = &work;
    changed_.notify_all();
    changed_.wait(lock, [this] { return work_ == nullptr; });
}

void Aside::serve(int nice) {
    step_back(nice);
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return is_ending_ || work_ != nullptr; });
        if (work_ == nullptr) {
            return;
        }
        lock.unlock();
        (*work_)();
        lock.lock();
        work_ = nullptr;
        changed_.notify_all();
    }
}

}  // namespace orrery::cli
