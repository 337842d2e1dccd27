#include "classifier/sampling.h"

#include <cstdint>

#include "base/hash.h"

namespace orrery::classifier {

bool is_sampled(std::string_view generation_id, std::string_view salt, double probability) {
    constexpr unsigned bits_left_out = 11;
    const std::uint64_t place = hash64(generation_id, hash64(salt)) >> bits_left_out;
    return static_cast<double>(place) * 0x1p-53 < probability;
}

std::string salt_version(std::string_view salt) {
    return fingerprint(salt).substr(0, 8);
}

}  // namespace orrery::classifier
