#include "gateway/sampling/prompt_queue.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/check.h"

namespace orrery::gateway {

Result<std::unique_ptr<PromptQueue>> PromptQueue::open(std::size_t prompts_max) {
    const std::size_t bytes = std::max(prompts_max * prompt_bytes_usual, 2 * prompt_bytes_max);
    void* memory =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return fail(ErrorKind::unavailable,
                    std::string("no memory for sampled prompts: ") + std::strerror(errno), {},
                    "make queue_max of [classifier] smaller");
    }
    return std::unique_ptr<PromptQueue>(
        new PromptQueue(static_cast<char*>(memory), bytes, prompts_max));
}

PromptQueue::PromptQueue(char* memory, std::size_t bytes, std::size_t prompts_max)
    : memory_(memory), bytes_(bytes), prompts_max_(prompts_max) {
    ::madvise(memory_, bytes_, MADV_DONTDUMP);
    ::madvise(memory_, bytes_, MADV_DONTFORK);
    is_locked_ = ::mlock2(memory_, bytes_, MLOCK_ONFAULT) == 0;
}

PromptQueue::~PromptQueue() {
    ::explicit_bzero(memory_, bytes_);
    ::munmap(memory_, bytes_);
}

/// Finds a place behind the last entry, or at the begin where the end has no room for it.
std::optional<std::size_t> PromptQueue::place_for(std::size_t bytes) const {
    if (entries_.empty()) {
        return bytes <= bytes_ ? std::optional<std::size_t>(0) : std::nullopt;
    }
    const std::size_t first = entries_.front().begin;
    const std::size_t last = entries_.back().end;
    const bool is_round = entries_.back().begin < first;
    if (is_round) {
        return last + bytes <= first ? std::optional(last) : std::nullopt;
    }
    if (last + bytes <= bytes_) {
        return last;
    }
    // Not up to the first one: it would look as if the entries were not round yet.
    return bytes < first ? std::optional<std::size_t>(0) : std::nullopt;
}

bool PromptQueue::push(std::uint64_t generation_id, std::string_view user,
                       std::string_view system) {
    const std::size_t bytes = user.size() + system.size();
    ORRERY_CHECK(bytes <= prompt_bytes_max, "the caller cuts a prompt");
    {
        const std::scoped_lock lock(mutex_);
        const auto place = place_for(std::max<std::size_t>(bytes, 1));
        if (is_closed_ || waiting_ == prompts_max_ || !place) {
            ++dropped_;
            return false;
        }
        char* const at = memory_ + *place;
        std::memcpy(at, user.data(), user.size());
        std::memcpy(at + user.size(), system.data(), system.size());
        Entry entry;
        entry.item = {.number = ++last_number_,
                      .generation_id = generation_id,
                      .user = {at, user.size()},
                      .system = {at + user.size(), system.size()}};
        entry.begin = *place;
        entry.end = *place + std::max<std::size_t>(bytes, 1);
        entries_.push_back(entry);
        ++waiting_;
    }
    changed_.notify_one();
    return true;
}

/// Takes the first that waits; nothing where none does. REQUIRES: the mutex is held.
std::optional<PromptQueue::Item> PromptQueue::next() {
    if (waiting_ == 0) {
        return std::nullopt;
    }
    Entry& entry = entries_[entries_.size() - waiting_];
    entry.is_taken = true;
    if (--waiting_ == 0 && is_closed_) {
        changed_.notify_all();
    }
    return entry.item;
}

std::optional<PromptQueue::Item> PromptQueue::take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_closed_ || waiting_ > 0; });
    return next();
}

std::optional<PromptQueue::Item> PromptQueue::take_now() {
    const std::scoped_lock lock(mutex_);
    return next();
}

void PromptQueue::release(const Item& item) {
    ::explicit_bzero(const_cast<char*>(item.user.data()), item.user.size() + item.system.size());
    const std::scoped_lock lock(mutex_);
    const auto entry =
        std::ranges::find(entries_, item.number, [](const Entry& one) { return one.item.number; });
    ORRERY_CHECK(entry != entries_.end() && entry->is_taken, "what is released was taken");
    entry->is_done = true;
    while (!entries_.empty() && entries_.front().is_done) {
        entries_.pop_front();
    }
}

void PromptQueue::close(bool is_hasty) {
    {
        const std::scoped_lock lock(mutex_);
        is_closed_ = true;
        if (is_hasty) {
            dropped_ += waiting_;
            entries_.resize(entries_.size() - waiting_);
            waiting_ = 0;
        }
    }
    changed_.notify_all();
}

void PromptQueue::wait_empty(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, deadline, [this] { return waiting_ == 0; });
}

std::size_t PromptQueue::depth() const {
    const std::scoped_lock lock(mutex_);
    return waiting_;
}

std::uint64_t PromptQueue::dropped() const {
    const std::scoped_lock lock(mutex_);
    return dropped_;
}

}  // namespace orrery::gateway
