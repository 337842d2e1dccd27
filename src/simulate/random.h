#pragma once

#include <cstdint>

namespace orrery::simulate {

/// Mixes 64 bits: the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t bits) {
    bits += 0x9e3779b97f4a7c15ULL;
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
    return bits ^ (bits >> 31);
}

/// Joins keys into one hash: the address of a random number in the world.
template <typename... Keys>
[[nodiscard]] constexpr std::uint64_t key_of(std::uint64_t seed, Keys... keys) {
    ((seed = mix(seed ^ static_cast<std::uint64_t>(keys))), ...);
    return seed;
}

/// Maps a hash to a number in (0, 1): 52 bits, for with 53 the largest would round to 1.
[[nodiscard]] constexpr double unit(std::uint64_t hash) {
    return (static_cast<double>(hash >> 12) + 0.5) * 0x1p-52;
}

/// Returns the uniform number at an address.
template <typename... Keys>
[[nodiscard]] constexpr double uniform(std::uint64_t seed, Keys... keys) {
    return unit(key_of(seed, keys...));
}

/// Returns the quantile of the standard normal distribution; p in (0, 1). Acklam's rational
/// approximation, relative error below 1.2e-9.
[[nodiscard]] double normal_quantile(double p);

/// Counts events of a Poisson process of the given mean at an address, at most 20.
[[nodiscard]] int poisson(double mean, double uniform);

}  // namespace orrery::simulate
