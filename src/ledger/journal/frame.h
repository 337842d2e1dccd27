#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

/// A journal is a row of frames from the beginning of a segment's data to the first length of zero:
///
///     length u32 | checksum u32 | type u8 | payload | zeros to the next multiple of 8
///
/// Little-endian. `length` counts type and payload, `checksum` is the low half of the XXH3 of type
/// and payload, seeded with the length. The length is written last, so that a process that dies
/// amid a frame leaves none; what a loss of power leaves half is told by the checksum.
namespace orrery::ledger {

enum class FrameType : std::uint8_t {
    opening = 1,     ///< A generation was begun: Opened.
    settlement = 2,  ///< A generation has its record: Settled, then the record's fields.
    abandoned = 3,   ///< A generation was given up: Settled, of which only the id counts.
};

inline constexpr std::size_t frame_head_bytes = 9;
inline constexpr std::size_t frame_alignment = 8;

/// Returns the room that a frame takes.
constexpr std::size_t frame_bytes(std::size_t payload_bytes) {
    return (frame_head_bytes + payload_bytes + frame_alignment - 1) / frame_alignment *
           frame_alignment;
}

struct Frame {
    FrameType type{};
    std::string_view payload;
};

/// Completes a frame at `at`, whose payload is in place already.
/// REQUIRES: `at` is aligned to 8 bytes, and all bytes behind the payload are zero.
void seal_frame(char* at, FrameType type, std::size_t payload_bytes);

/// Why reading ends.
enum class FrameEnd { none, clean, damaged };

/// Reads the frame that begins at `offset`; where there is none, `end` says whether the journal
/// ends there or is damaged.
[[nodiscard]] std::optional<Frame> read_frame(std::string_view data, std::size_t offset,
                                              FrameEnd& end);

/// The payload of an opening.
struct Opened {
    std::uint64_t id = 0;
    std::int64_t created_at_us = 0;
    std::int64_t account = 0;
    std::int64_t key = 0;
    std::int64_t bound_nano_usd = 0;
    std::string_view model_requested, app, api_type;
};

/// The fixed first part of a settlement's payload.
struct Settled {
    std::uint64_t id = 0;
    std::int64_t created_at_us = 0;
    std::int64_t account = 0;
    std::int64_t key = 0;
    std::int64_t cost_nano_usd = 0;
    std::int64_t byok_nano_usd = 0;
    std::string_view record;  ///< As Encoder::record wrote it.
};

/// Writes an opening's payload; returns its end.
[[nodiscard]] char* write_opened(char* to, const Opened& opened);
[[nodiscard]] std::size_t opened_bytes_max();
[[nodiscard]] std::optional<Opened> read_opened(std::string_view payload);

/// Writes a settlement's fixed part; returns its end, where the record's fields follow.
[[nodiscard]] char* write_settled(char* to, const Settled& settled);
[[nodiscard]] std::size_t settled_bytes_max();
[[nodiscard]] std::optional<Settled> read_settled(std::string_view payload);

}  // namespace orrery::ledger
