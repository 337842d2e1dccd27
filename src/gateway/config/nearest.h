#pragma once

#include <cstddef>
#include <string_view>

namespace orrery::gateway {

/// Counts the letters to insert, drop, replace or swap with their neighbour to make one text of the
/// other (optimal string alignment). Texts are compared to 100 bytes.
[[nodiscard]] std::size_t edits_between(std::string_view one, std::string_view other);

/// Returns the name that was most likely meant, or nothing where none is near: at most a third of
/// the letters differ, and two always may.
template <typename Names>
[[nodiscard]] std::string_view nearest(std::string_view text, const Names& names) {
    std::size_t fewest = text.size() < 6 ? 3 : text.size() / 3 + 1;
    std::string_view found;
    for (const auto& name : names) {
        const std::string_view candidate(name);
        if (const std::size_t edits = edits_between(text, candidate); edits < fewest) {
            fewest = edits;
            found = candidate;
        }
    }
    return found;
}

}  // namespace orrery::gateway
