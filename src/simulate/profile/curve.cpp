#include "simulate/profile/curve.h"

#include <algorithm>
#include <cmath>

namespace orrery::simulate {
namespace {

struct Place {
    double before;
    double after;
    double weight;  ///< Of `after`.
};

Place place(const Curve& curve, double day) {
    const auto after =
        std::ranges::find_if(curve.knots, [&](const auto& knot) { return knot.first >= day; });
    if (after == curve.knots.begin()) {
        return {after->second, after->second, 0};
    }
    const auto before = std::prev(after);
    if (after == curve.knots.end()) {
        return {before->second, before->second, 0};
    }
    return {before->second, after->second, (day - before->first) / (after->first - before->first)};
}

}  // namespace

double Curve::at(double day) const {
    const Place found = place(*this, day);
    return found.before * (1 - found.weight) + found.after * found.weight;
}

double Curve::geometric(double day) const {
    const Place found = place(*this, day);
    return std::exp(std::log(found.before) * (1 - found.weight) +
                    std::log(found.after) * found.weight);
}

}  // namespace orrery::simulate
