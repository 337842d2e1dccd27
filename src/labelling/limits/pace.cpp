#include "labelling/limits/pace.h"

#include <random>

namespace orrery::labelling {

net::Task<void> Pace::pause(net::Loop& loop, net::Clock::duration time) {
    // Not loop.in(): a loop that has rested tells the time of its last round.
    const net::Deadline until = net::Clock::now() + time;
    co_await loop.pause_until(until);
}

double Pace::jitter() {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::uniform_real_distribution<double>(0, 1)(random);
}

}  // namespace orrery::labelling
