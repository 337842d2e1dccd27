#pragma once

#include <span>
#include <string_view>

namespace orrery::classifier {

/// Returns phrases that carry a term without saying anything of its class, with {term} in them;
/// bare terms for a language that has none.
[[nodiscard]] std::span<const std::string_view> carriers_of(std::string_view language);

}  // namespace orrery::classifier
