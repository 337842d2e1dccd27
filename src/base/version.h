#pragma once

#include <string_view>

namespace orrery {

/// The version of this binary, as CMakeLists.txt states it.
inline constexpr std::string_view version = ORRERY_VERSION;

}  // namespace orrery
