#pragma once

namespace orrery {

/// Lets others go first: gives the calling thread a nice value of 0 to 19, which Linux keeps for
/// each thread. Where the system refuses, the thread runs on as it was.
void step_back(int nice);

/// Lets the calling thread run where a core has nothing else to do, and for good. Linux then takes
/// the core from it at once when another thread wakes, which even one of nice 19 may keep waiting
/// for milliseconds (sched(7), SCHED_IDLE). While all cores are busy it gets a three-hundredth of
/// one: what it holds meanwhile others may have to wait for.
void run_when_idle();

/// Takes a thread of this process out of run_when_idle(), so that it gets its share of a core.
/// Linux lets root do that, and who may set the thread's nice value (RLIMIT_NICE; LimitNICE= of
/// systemd). Returns whether it did.
bool take_share(int thread);

/// Returns whether a thread of this process that runs when idle can be taken out of it. Asked once,
/// of a thread made for it, for what the system allows depends on more than its user's name.
bool can_take_share();

/// Pauses for a tenth of a millisecond, so that others that wait for this core need not wait until
/// the calling thread's turn is over, which may be milliseconds.
void give_way();

}  // namespace orrery
