#include "base/process/priority.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

namespace orrery {

void step_back(int nice) {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice);
}

void run_when_idle() {
    constexpr int nicest = 19;
    const sched_param none{};
    if (::sched_setscheduler(::gettid(), SCHED_IDLE, &none) != 0) {
        step_back(nicest);
    }
}

}  // namespace orrery
