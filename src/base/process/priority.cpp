#include "base/process/priority.h"

#include <sys/resource.h>
#include <unistd.h>

namespace orrery {

void step_back(int nice) {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), nice);
}

}  // namespace orrery
