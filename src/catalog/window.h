#pragma once

#include <string>
#include <string_view>

namespace orrery::catalog {

/// Holds days as ISO text. Windows are half open: valid_from is the first day, valid_to the first
/// day after; an empty bound is open.
struct Window {
    std::string from;
    std::string to;

    /// Tells whether an ISO day (or a longer ISO timestamp) lies in the window.
    [[nodiscard]] bool contains(std::string_view iso_day) const;
    /// Tells whether two windows share a day.
    [[nodiscard]] bool overlaps(const Window& other) const;
};

/// Tells whether a text is a day of the calendar as ISO 8601 writes it: 2024-02-29.
[[nodiscard]] bool is_iso_day(std::string_view text);

}  // namespace orrery::catalog
