#pragma once

namespace orrery {

/// Lets others go first: gives the calling thread a nice value of 0 to 19, which Linux keeps for
/// each thread. Where the system refuses, the thread runs on as it was.
void step_back(int nice);

/// Lets the calling thread run only while a core has nothing else to do (SCHED_IDLE, sched(7)). It
/// gives way at once to whoever wakes, which newer kernels do not promise for a nice value alone.
/// There is no way back without privileges.
void run_when_idle();

}  // namespace orrery
