#pragma once

namespace orrery {

/// Lets others go first: gives the calling thread a nice value of 0 to 19, which Linux keeps for
/// each thread. Where the system refuses, the thread runs on as it was.
void step_back(int nice);

}  // namespace orrery
