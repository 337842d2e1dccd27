#pragma once

#include <string>
#include <string_view>

namespace orrery::classifier {

/// The salt of samples for which nobody names one.
inline constexpr std::string_view default_salt = "orrery-sample-1";

/// Tells whether a generation is in the sample that takes a share of `probability`: whether its
/// place in [0, 1) is below it. The place is the upper 53 bits of XXH3 over the id, seeded with
/// XXH3 of the salt, divided by 2^53. So the choice is the same on every machine and at any time,
/// a sample of a smaller probability lies within one of a larger, and another salt draws anew.
/// 0 or less, and what is no number, takes none; 1 takes all.
[[nodiscard]] bool is_sampled(std::string_view generation_id, std::string_view salt,
                              double probability);

/// Names a salt without telling it: 8 hexadecimal digits, to be stored with what was drawn.
[[nodiscard]] std::string salt_version(std::string_view salt);

}  // namespace orrery::classifier
