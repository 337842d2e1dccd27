#pragma once

#include <utility>
#include <vector>

namespace orrery::simulate {

/// A number that changes over the days: straight lines between knots, level outside them.
struct Curve {
    std::vector<std::pair<double, double>> knots;  ///< (day, value), days ascending.

    [[nodiscard]] bool empty() const { return knots.empty(); }
    /// Returns the value on a day; the geometric variant runs straight in the logarithm.
    [[nodiscard]] double at(double day) const;
    [[nodiscard]] double geometric(double day) const;
};

}  // namespace orrery::simulate
