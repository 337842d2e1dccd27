#include "simulate/profile/curve.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace orrery::simulate {
namespace {

TEST(Curve, runs_straight_between_knots_and_level_outside) {
    const Curve curve{{{10, 1.0}, {20, 3.0}, {40, 2.0}}};
    EXPECT_DOUBLE_EQ(curve.at(0), 1);
    EXPECT_DOUBLE_EQ(curve.at(10), 1);
    EXPECT_DOUBLE_EQ(curve.at(15), 2);
    EXPECT_DOUBLE_EQ(curve.at(20), 3);
    EXPECT_DOUBLE_EQ(curve.at(30), 2.5);
    EXPECT_DOUBLE_EQ(curve.at(99), 2);
}

TEST(Curve, runs_straight_in_the_logarithm_where_asked) {
    const Curve curve{{{0, 1.0}, {10, 100.0}}};
    EXPECT_NEAR(curve.geometric(5), 10, 1e-12);
    EXPECT_DOUBLE_EQ(curve.at(5), 50.5);
    EXPECT_NEAR(curve.geometric(-5), 1, 1e-12);
    EXPECT_NEAR(curve.geometric(15), 100, 1e-12);
}

TEST(Curve, of_one_knot_is_level) {
    const Curve curve{{{10, 0.25}}};
    for (const double day : {-1e6, 9.5, 10.0, 1e6}) {
        EXPECT_DOUBLE_EQ(curve.at(day), 0.25);
    }
    EXPECT_FALSE(curve.empty());
    EXPECT_TRUE(Curve().empty());
}

RC_GTEST_PROP(Curve, stays_between_its_knots, ()) {
    Curve curve;
    double day = *rc::gen::inRange(-100, 100);
    for (const int step :
         *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 50)))) {
        curve.knots.emplace_back(day += step, *rc::gen::inRange(1, 1000));
    }
    const auto value = [](const auto& knot) { return knot.second; };
    const auto [low, high] = std::ranges::minmax(curve.knots, {}, value);
    const double at = *rc::gen::inRange(-200, 1000);
    for (const double y : {curve.at(at), curve.geometric(at)}) {
        RC_ASSERT(y >= low.second * (1 - 1e-12) && y <= high.second * (1 + 1e-12));
    }
    for (const auto& [x, y] : curve.knots) {
        RC_ASSERT(std::abs(curve.at(x) - y) < 1e-9);
    }
}

}  // namespace
}  // namespace orrery::simulate
