#include <coroutine>

#include "base/check.h"
#include "net/stream.h"

namespace orrery::net {

Stream::Wait::~Wait() {
    unlink();
    if (is_resuming_soon_) {
        loop_->forget(coroutine_);
    }
}

bool Stream::Wait::await_ready() {
    if (watched_ != nullptr && watched_->is_hung_up_) {
        wake_ = Wake::gone;
        return true;
    }
    // A peer that has only ended its side may still take what we write.
    const bool is_ready = slot_ == &Stream::reader_ ? stream_->is_readable_ || stream_->is_hung_up_
                                                    : stream_->is_writable_;
    if (is_ready) {
        wake_ = Wake::ready;
        return true;
    }
    wake_ = Wake::timeout;
    return deadline_ <= stream_->loop_.now();
}

void Stream::Wait::await_suspend(std::coroutine_handle<> coroutine) {
    ORRERY_CHECK(stream_->*slot_ == nullptr, "one coroutine reads and one writes");
    coroutine_ = coroutine;
    loop_ = &stream_->loop_;
    stream_->*slot_ = this;
    if (watched_ != nullptr) {
        ORRERY_CHECK(watched_->watcher_ == nullptr, "one coroutine watches");
        watched_->watcher_ = this;
    }
    is_linked_ = true;
    loop_->timers().arm(*this, deadline_);
}

void Stream::Wait::end(Wake wake) {
    unlink();
    disarm();
    wake_ = wake;
    coroutine_.resume();
}

void Stream::Wait::unlink() {
    if (is_linked_) {
        is_linked_ = false;
        stream_->*slot_ = nullptr;
        if (watched_ != nullptr) {
            watched_->watcher_ = nullptr;
        }
    }
}

}  // namespace orrery::net
