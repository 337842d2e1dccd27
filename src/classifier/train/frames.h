#pragma once

#include <span>
#include <string_view>

namespace orrery::classifier {

/// Returns what people and programs put around any text: role headings, orders to write, forms,
/// output rules. {text} stands for the text, {term} for a term of its class. A model that has seen
/// all classes in all frames does not take a frame for a class. Empty for a language that has none.
[[nodiscard]] std::span<const std::string_view> frames_of(std::string_view language);

}  // namespace orrery::classifier
