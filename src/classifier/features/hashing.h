#pragma once

#include <cstdint>

namespace orrery::classifier {

/// Takes one more value into a hash: a step of the multiply-and-fold kind of wyhash, with the
/// golden ratio as multiplier. Fast and good enough for buckets; not for secrets.
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
    const std::uint64_t product = (hash ^ value) * 0x9E3779B97F4A7C15U;
    return product ^ product >> 29U;
}

/// Where the hash of each kind of feature begins, so that equal texts of two kinds differ.
enum class Seed : std::uint64_t {
    word = 0x51ed270b,
    pair = 0x2545f491,
    first = 0x7f4a7c15,
    number = 0x1b873593,
    piece = 0x85ebca6b,
    unspaced = 0xc2b2ae35,
    unspaced_first = 0x27d4eb2f,
    marks = 0x165667b1,
    shape = 0x9e3779b1,
};

[[nodiscard]] constexpr std::uint64_t seeded(Seed seed) {
    return mixed(0x6a09e667f3bcc909U, static_cast<std::uint64_t>(seed));
}

}  // namespace orrery::classifier
