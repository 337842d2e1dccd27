#include "net/timers.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace orrery::net {

void Timer::disarm() {
    if (previous_ == nullptr) {
        return;
    }
    *previous_ = next_;
    if (next_ != nullptr) {
        next_->previous_ = previous_;
    }
    next_ = nullptr;
    previous_ = nullptr;
}

void Timers::link(Timer& timer, Timer*& head) {
    timer.next_ = head;
    timer.previous_ = &head;
    if (head != nullptr) {
        head->previous_ = &timer.next_;
    }
    head = &timer;
}

std::uint64_t Timers::tick_of(Clock::time_point time) const {
    return time <= start_ ? 0 : static_cast<std::uint64_t>((time - start_) / tick);
}

void Timers::arm(Timer& timer, Deadline deadline) {
    timer.disarm();
    if (deadline == no_deadline) {
        return;
    }
    // Rounded up, so that nothing fires early.
    std::uint64_t due = tick_of(deadline);
    if (start_ + due * tick < deadline) {
        ++due;
    }
    timer.tick_ = std::max(due, current_ + 1);
    const std::size_t slot = timer.tick_ % slots;
    link(timer, heads_[slot]);
    filled_[slot / 64] |= std::uint64_t{1} << (slot % 64);
}

void Timers::advance(Clock::time_point now) {
    const std::uint64_t target = tick_of(now);
    if (target <= current_) {
        return;
    }
    // After a long sleep one turn over all slots finds everything that is due.
    if (target - current_ > slots) {
        current_ = target - slots;
    }
    while (current_ < target) {
        ++current_;
        if (heads_[current_ % slots] != nullptr) {
            fire_due(current_);
        }
    }
}

void Timers::fire_due(std::uint64_t tick_now) {
    // The due ones are moved to a list of their own first: firing may arm, disarm and destroy
    // timers, those of this slot too.
    Timer* due = nullptr;
    for (Timer* timer = heads_[tick_now % slots]; timer != nullptr;) {
        Timer* next = timer->next_;
        if (timer->tick_ <= tick_now) {
            timer->disarm();
            link(*timer, due);
        }
        timer = next;
    }
    while (due != nullptr) {
        Timer& timer = *due;
        timer.disarm();
        timer.fire();
    }
}

int Timers::sleep_ms(Clock::time_point now) const {
    for (std::uint64_t ahead = 1; ahead <= slots;) {
        const std::size_t slot = (current_ + ahead) % slots;
        const std::uint64_t bits = filled_[slot / 64] >> (slot % 64);
        if (bits == 0) {
            ahead += 64 - slot % 64;
            continue;
        }
        const auto skipped = static_cast<std::uint64_t>(std::countr_zero(bits));
        if (skipped > 0) {
            ahead += skipped;
            continue;
        }
        if (heads_[slot] == nullptr) {
            filled_[slot / 64] &= ~(std::uint64_t{1} << (slot % 64));
            ++ahead;
            continue;
        }
        const auto wait = start_ + (current_ + ahead) * tick - now;
        const auto ms = std::chrono::ceil<std::chrono::milliseconds>(wait).count();
        return static_cast<int>(std::clamp<long>(ms, 0, std::numeric_limits<int>::max()));
    }
    return -1;
}

}  // namespace orrery::net
