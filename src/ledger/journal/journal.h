#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "ledger/journal/frame.h"
#include "ledger/journal/segment.h"
#include "record/generation.h"

namespace orrery::ledger {

/// Where reading of a journal goes on: everything before it was applied.
struct Position {
    std::uint64_t sequence = 0;
    std::size_t offset = Segment::head_bytes;

    auto operator<=>(const Position&) const = default;
};

/// The journal of one loop: a row of segments, of which the last ones are prepared and empty.
///
/// The loop's thread alone writes. Each open generation holds room for its settlement, so that an
/// opening is refused rather than a settlement. Room is counted in whole segments less one largest
/// frame each, which is what can stay empty at a segment's end.
class Journal {
public:
    /// REQUIRES: `segment_bytes >= segment_bytes_min()`.
    Journal(std::size_t loop, std::size_t segment_bytes);
    [[nodiscard]] static std::size_t segment_bytes_min();

    // The loop's thread.

    /// Writes an opening and holds room for its settlement; false when there is none.
    [[nodiscard]] bool open(const Opened& opened);
    /// Writes the settlement of an opening into the room that it holds.
    void settle(const Settled& settled, const record::Generation& generation);
    /// Gives an opening up.
    void abandon(const Settled& settled);
    /// Writes a record without an opening; false when there is no room.
    [[nodiscard]] bool note(const Settled& settled, const record::Generation& generation);

    // Any thread.

    [[nodiscard]] std::size_t loop() const { return loop_; }
    /// Whether there is room for one more generation.
    [[nodiscard]] bool has_room() const;
    /// Whether a further segment should be prepared.
    [[nodiscard]] bool wants_segment() const;
    void add(std::unique_ptr<Segment> segment);
    /// Returns the segments in order; they live as long as they are held.
    [[nodiscard]] std::vector<std::shared_ptr<Segment>> segments() const;
    /// Takes off the first segment. REQUIRES: it is finished.
    void remove_first();
    /// Counts the bytes written behind the position.
    [[nodiscard]] std::uint64_t bytes_after(const Position& position) const;

private:
    /// Room that neither is written nor held.
    [[nodiscard]] std::int64_t free_room() const;
    /// Returns where the next frame begins, in the next segment if this one is full.
    [[nodiscard]] char* next_frame();
    void finish_frame(char* at, FrameType type, const char* end);
    void write_settlement(const Settled& settled, const record::Generation& generation);

    std::size_t loop_;
    std::int64_t segment_room_;
    Segment* current_ = nullptr;      // The loop's thread only.
    std::size_t offset_ = 0;          // The loop's thread only.
    std::int64_t finished_room_ = 0;  // The loop's thread only: of segments that are full.
    std::atomic<std::int64_t> prepared_room_ = 0;  // Of all segments ever added.
    std::atomic<std::int64_t> used_room_ = 0;      // Written by the loop's thread.
    std::atomic<std::int64_t> held_room_ = 0;      // Written by the loop's thread.
    mutable std::mutex mutex_;
    std::deque<std::shared_ptr<Segment>> segments_;
    std::deque<Segment*> prepared_;
};

}  // namespace orrery::ledger
