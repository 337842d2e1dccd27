#include "base/process/priority.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>

#include <thread>

namespace orrery {
namespace {

TEST(Priority, is_of_the_calling_thread_alone) {
    int nice = 0;
    int policy = 0;
    std::thread([&] {
        step_back(3);
        nice = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()));
        run_when_idle();
        policy = ::sched_getscheduler(0);
    }).join();
    EXPECT_EQ(nice, 3);
    EXPECT_EQ(policy, SCHED_IDLE);
    EXPECT_EQ(::sched_getscheduler(0), SCHED_OTHER);
}

}  // namespace
}  // namespace orrery
