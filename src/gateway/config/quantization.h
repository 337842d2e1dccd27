#pragma once

#include <array>
#include <string_view>

namespace orrery::gateway {

/// The names of quantizations that endpoints have and requests ask for.
inline constexpr std::array<std::string_view, 9> quantizations = {
    "int4", "int8", "fp4", "fp6", "fp8", "fp16", "bf16", "fp32", "unknown"};

}  // namespace orrery::gateway
