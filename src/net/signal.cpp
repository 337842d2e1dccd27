#include "net/signal.h"

#include <utility>

namespace orrery::net {

void Signal::Queue::push(Wait& wait) {
    wait.queue_ = this;
    wait.next_ = nullptr;
    wait.previous_ = last;
    (last != nullptr ? last->next_ : first) = &wait;
    last = &wait;
}

void Signal::Queue::remove(Wait& wait) {
    (wait.previous_ != nullptr ? wait.previous_->next_ : first) = wait.next_;
    (wait.next_ != nullptr ? wait.next_->previous_ : last) = wait.previous_;
    wait.queue_ = nullptr;
}

Signal::~Signal() {
    while (waiting_.first != nullptr) {
        wake(*waiting_.first, Wake::cancelled);
    }
    while (woken_.first != nullptr) {
        Wait& wait = *woken_.first;
        woken_.remove(wait);
        wait.signal_ = nullptr;
    }
}

void Signal::wake(Wait& wait, Wake reason) {
    waiting_.remove(wait);
    woken_.push(wait);
    wait.disarm();
    wait.wake_ = reason;
    wait.is_resuming_soon_ = true;
    loop_.resume_soon(wait.coroutine_);
}

void Signal::notify_one() {
    if (waiting_.first != nullptr) {
        wake(*waiting_.first, Wake::ready);
    }
}

void Signal::notify_all() {
    while (waiting_.first != nullptr) {
        notify_one();
    }
}

Signal::Wait::~Wait() {
    if (is_resuming_soon_) {
        loop_.forget(coroutine_);
    }
    const bool was_told = is_resuming_soon_ && wake_ == Wake::ready;
    if (queue_ != nullptr) {
        queue_->remove(*this);
    }
    if (was_told && signal_ != nullptr) {
        signal_->notify_one();
    }
}

bool Signal::Wait::await_ready() {
    if (deadline_ > loop_.now()) {
        return false;
    }
    wake_ = Wake::timeout;
    return true;
}

void Signal::Wait::await_suspend(std::coroutine_handle<> coroutine) {
    coroutine_ = coroutine;
    signal_->waiting_.push(*this);
    loop_.timers().arm(*this, deadline_);
}

Wake Signal::Wait::await_resume() {
    is_resuming_soon_ = false;
    if (queue_ != nullptr) {
        queue_->remove(*this);
    }
    return wake_;
}

void Signal::Wait::fire() {
    queue_->remove(*this);
    wake_ = Wake::timeout;
    coroutine_.resume();
}

}  // namespace orrery::net
