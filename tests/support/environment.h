#pragma once

#include <cstdint>
#include <cstdlib>

namespace orrery::test_support {

/// Returns the number that a variable of the environment holds, or `otherwise` without it.
inline std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace orrery::test_support
