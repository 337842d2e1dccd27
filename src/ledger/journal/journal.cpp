#include "ledger/journal/journal.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "ledger/journal/codec.h"

namespace orrery::ledger {
namespace {

std::size_t settlement_frame_max() {
    static const std::size_t bytes = frame_bytes(settled_bytes_max());
    return bytes;
}

std::int64_t signed_size(std::size_t bytes) {
    return static_cast<std::int64_t>(bytes);
}

}  // namespace

Journal::Journal(std::size_t loop, std::size_t segment_bytes)
    : loop_(loop),
      segment_room_(signed_size(segment_bytes) -
                    signed_size(Segment::head_bytes + settlement_frame_max())) {
    ORRERY_CHECK(segment_bytes >= segment_bytes_min(), "the segments are too small");
}

std::size_t Journal::segment_bytes_min() {
    return 4 * settlement_frame_max();
}

std::int64_t Journal::free_room() const {
    return prepared_room_.load(std::memory_order_acquire) -
           used_room_.load(std::memory_order_relaxed) - held_room_.load(std::memory_order_relaxed);
}

bool Journal::has_room() const {
    return free_room() >= signed_size(settlement_frame_max() + frame_bytes(opened_bytes_max()));
}

bool Journal::open(const Opened& opened) {
    if (!has_room()) {
        return false;
    }
    const std::int64_t held = signed_size(settlement_frame_max());
    char* at = next_frame();
    finish_frame(at, FrameType::opening, write_opened(at + frame_head_bytes, opened));
    held_room_.store(held_room_.load(std::memory_order_relaxed) + held, std::memory_order_relaxed);
    return true;
}

void Journal::settle(const Settled& settled, const record::Generation& generation) {
    held_room_.store(
        held_room_.load(std::memory_order_relaxed) - signed_size(settlement_frame_max()),
        std::memory_order_relaxed);
    write_settlement(settled, generation);
}

void Journal::abandon(const Settled& settled) {
    held_room_.store(
        held_room_.load(std::memory_order_relaxed) - signed_size(settlement_frame_max()),
        std::memory_order_relaxed);
    char* at = next_frame();
    finish_frame(at, FrameType::abandoned, write_settled(at + frame_head_bytes, settled));
}

bool Journal::note(const Settled& settled, const record::Generation& generation) {
    if (free_room() < signed_size(settlement_frame_max())) {
        return false;
    }
    write_settlement(settled, generation);
    return true;
}

void Journal::write_settlement(const Settled& settled, const record::Generation& generation) {
    char* at = next_frame();
    Encoder encoder(write_settled(at + frame_head_bytes, settled));
    encoder.record(generation);
    finish_frame(at, FrameType::settlement, encoder.end());
}

char* Journal::next_frame() {
    const auto limit = Segment::head_bytes + static_cast<std::size_t>(segment_room_);
    if (current_ == nullptr || offset_ >= limit) {
        if (current_ != nullptr) {
            finished_room_ += segment_room_;
            current_->is_finished.store(true, std::memory_order_release);
        }
        const std::scoped_lock lock(mutex_);
        ORRERY_CHECK(!prepared_.empty(), "the room that was held is not there");
        current_ = prepared_.front();
        prepared_.pop_front();
        offset_ = Segment::head_bytes;
    }
    return current_->data() + offset_;
}

void Journal::finish_frame(char* at, FrameType type, const char* end) {
    const auto payload = static_cast<std::size_t>(end - at) - frame_head_bytes;
    seal_frame(at, type, payload);
    offset_ += frame_bytes(payload);
    const std::int64_t used = signed_size(offset_ - Segment::head_bytes);
    used_room_.store(finished_room_ + std::min(used, segment_room_), std::memory_order_relaxed);
    current_->written.store(offset_, std::memory_order_release);
}

bool Journal::wants_segment() const {
    return free_room() < segment_room_;
}

void Journal::add(std::unique_ptr<Segment> segment) {
    {
        const std::scoped_lock lock(mutex_);
        prepared_.push_back(segment.get());
        segments_.push_back(std::move(segment));
    }
    prepared_room_.fetch_add(segment_room_, std::memory_order_release);
}

std::vector<std::shared_ptr<Segment>> Journal::segments() const {
    const std::scoped_lock lock(mutex_);
    return {segments_.begin(), segments_.end()};
}

void Journal::remove_first() {
    const std::scoped_lock lock(mutex_);
    ORRERY_CHECK(!segments_.empty() && segments_.front()->is_finished, "the segment is in use");
    segments_.pop_front();
}

std::uint64_t Journal::bytes_after(const Position& position) const {
    std::uint64_t bytes = 0;
    const std::scoped_lock lock(mutex_);
    for (const auto& segment : segments_) {
        const std::size_t written = segment->written.load(std::memory_order_acquire);
        if (segment->name().sequence > position.sequence) {
            bytes += written - Segment::head_bytes;
        } else if (segment->name().sequence == position.sequence && written > position.offset) {
            bytes += written - position.offset;
        }
    }
    return bytes;
}

}  // namespace orrery::ledger
