#pragma once

#include <cstdint>

namespace orrery {

/// Microseconds of a second, and of a UTC day.
inline constexpr std::int64_t second_us = 1'000'000;
inline constexpr std::int64_t day_us = 86'400 * second_us;

}  // namespace orrery
