#pragma once

#include <string>
#include <string_view>

namespace orrery::classifier {

/// Corrects a language that CLD2 is known to take for a neighbour, by letters and words that only
/// one of the two has: id and ms, hr, sr, bs and sl, da, no and sv, cs and sk, bg, ru, uk, sr and
/// mk, gl, es, pt and ca, en and whatever is written with its letters. Returns the code unchanged
/// where nothing speaks for another.
[[nodiscard]] std::string mended(const std::string& code, std::string_view text);

}  // namespace orrery::classifier
