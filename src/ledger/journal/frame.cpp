#include "ledger/journal/frame.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "base/hash.h"
#include "ledger/journal/codec.h"

namespace orrery::ledger {
namespace {

constexpr std::size_t checksum_at = 4;
constexpr std::size_t type_at = 8;
constexpr std::size_t settled_fixed_bytes = 6 * sizeof(std::int64_t);

/// Returns the checksum of a frame whose type and payload are `body`.
std::uint32_t checksum_of(std::uint32_t length, const char* body) {
    return static_cast<std::uint32_t>(hash64({body, length}, length));
}

std::uint32_t number_at(const char* at) {
    std::uint32_t value = 0;
    std::memcpy(&value, at, sizeof value);
    return value;
}

}  // namespace

void seal_frame(char* at, FrameType type, std::size_t payload_bytes) {
    at[type_at] = static_cast<char>(type);
    const auto length = static_cast<std::uint32_t>(1 + payload_bytes);
    const std::uint32_t checksum = checksum_of(length, at + type_at);
    std::memcpy(at + checksum_at, &checksum, sizeof checksum);
    // No store above may move below this one, even if the process dies right after it.
    std::atomic_ref<std::uint32_t>(*reinterpret_cast<std::uint32_t*>(at))
        .store(length, std::memory_order_release);
}

std::optional<Frame> read_frame(std::string_view data, std::size_t offset, FrameEnd& end) {
    end = FrameEnd::clean;
    if (offset + frame_head_bytes > data.size()) {
        return std::nullopt;
    }
    const char* at = data.data() + offset;
    const std::uint32_t length = number_at(at);
    if (length == 0) {
        return std::nullopt;  // What a process that died amid a frame left behind it does not
                              // count.
    }
    end = FrameEnd::damaged;
    if (length > data.size() - offset - type_at ||
        checksum_of(length, at + type_at) != number_at(at + checksum_at)) {
        return std::nullopt;
    }
    const auto type = static_cast<FrameType>(at[type_at]);
    if (type < FrameType::opening || type > FrameType::abandoned) {
        return std::nullopt;
    }
    end = FrameEnd::none;
    return Frame{type, {at + frame_head_bytes, length - 1}};
}

char* write_opened(char* to, const Opened& opened) {
    Encoder encoder(to);
    encoder.fixed64(static_cast<std::int64_t>(opened.id));
    encoder.fixed64(opened.created_at_us);
    encoder.fixed64(opened.account);
    encoder.fixed64(opened.key);
    encoder.fixed64(opened.bound_nano_usd);
    encoder.text(opened.model_requested);
    encoder.text(opened.app);
    encoder.text(opened.api_type);
    return encoder.end();
}

std::size_t opened_bytes_max() {
    constexpr std::size_t length_bytes = 2;
    return 5 * sizeof(std::int64_t) + 3 * (length_bytes + text_bytes_max);
}

std::optional<Opened> read_opened(std::string_view payload) {
    Decoder decoder(payload);
    Opened opened;
    opened.id = static_cast<std::uint64_t>(decoder.fixed64());
    opened.created_at_us = decoder.fixed64();
    opened.account = decoder.fixed64();
    opened.key = decoder.fixed64();
    opened.bound_nano_usd = decoder.fixed64();
    opened.model_requested = decoder.text();
    opened.app = decoder.text();
    opened.api_type = decoder.text();
    return decoder.is_whole() && decoder.is_at_end() ? std::optional(opened) : std::nullopt;
}

char* write_settled(char* to, const Settled& settled) {
    Encoder encoder(to);
    encoder.fixed64(static_cast<std::int64_t>(settled.id));
    encoder.fixed64(settled.created_at_us);
    encoder.fixed64(settled.account);
    encoder.fixed64(settled.key);
    encoder.fixed64(settled.cost_nano_usd);
    encoder.fixed64(settled.byok_nano_usd);
    return encoder.end();
}

std::size_t settled_bytes_max() {
    static const std::size_t bytes = settled_fixed_bytes + record_bytes_max();
    return bytes;
}

std::optional<Settled> read_settled(std::string_view payload) {
    Decoder decoder(payload);
    Settled settled;
    settled.id = static_cast<std::uint64_t>(decoder.fixed64());
    settled.created_at_us = decoder.fixed64();
    settled.account = decoder.fixed64();
    settled.key = decoder.fixed64();
    settled.cost_nano_usd = decoder.fixed64();
    settled.byok_nano_usd = decoder.fixed64();
    settled.record = decoder.rest();
    return decoder.is_whole() ? std::optional(settled) : std::nullopt;
}

}  // namespace orrery::ledger
