#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace orrery::classifier {

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers from a seed on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
        z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9U;
        z = (z ^ z >> 27U) * 0x94D049BB133111EBU;
        return z ^ z >> 31U;
    }

    /// Returns a number below `count`. REQUIRES: 0 < count < 2^32.
    std::size_t below(std::size_t count) {
        return static_cast<std::size_t>((next() >> 32U) * count >> 32U);
    }

    template <typename T>
    const T& one_of(const std::vector<T>& all) {
        return all[below(all.size())];
    }

    template <typename T>
    void shuffle(std::vector<T>& all) {
        for (std::size_t i = all.size(); i > 1; --i) {
            std::swap(all[i - 1], all[below(i)]);
        }
    }

private:
    std::uint64_t state_;
};

}  // namespace orrery::classifier
