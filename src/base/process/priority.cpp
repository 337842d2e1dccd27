#include "base/process/priority.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <ctime>
#include <thread>

namespace orrery {

void step_back(int nice) {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice);
}

void run_when_idle() {
    const sched_param none{};
    ::sched_setscheduler(::gettid(), SCHED_IDLE, &none);
}

bool take_share(int thread) {
    const sched_param none{};
    return ::sched_setscheduler(thread, SCHED_OTHER, &none) == 0;
}

bool can_take_share() {
    static const bool can = [] {
        bool could = false;
        std::thread([&could] {
            run_when_idle();
            could = take_share(::gettid());
        }).join();
        return could;
    }();
    return can;
}

void give_way() {
    constexpr timespec turn{.tv_sec = 0, .tv_nsec = 100'000};
    ::clock_nanosleep(CLOCK_MONOTONIC, 0, &turn, nullptr);
}

}  // namespace orrery
