#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace orrery {

/// Hashes bytes with 64-bit FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv). Not for secrets.
[[nodiscard]] std::uint64_t fnv1a(std::string_view bytes);

/// Hashes bytes with XXH3 (xxHash, 64 bits): for long texts, and to tell damage. Not for secrets.
[[nodiscard]] std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);

/// Returns fnv1a as 16 hexadecimal digits, for naming versions of contents.
[[nodiscard]] std::string fingerprint(std::string_view bytes);

}  // namespace orrery
