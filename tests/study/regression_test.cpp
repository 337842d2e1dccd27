#include "study/statistics/regression.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <vector>

#include "study/statistics/significance.h"

namespace orrery::study {
namespace {

using Numbers = std::vector<double>;

/// Anscombe (1973), Graphs in Statistical Analysis, The American Statistician 27, 17: four data
/// sets of the same line, 3.00 + 0.500 x, and nearly the same R².
TEST(OrdinaryLeastSquares, fits_anscombe_s_quartet_as_published) {
    const Numbers x{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
    const Numbers x4{8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8};
    struct Set {
        Numbers x;
        Numbers y;
        double intercept;
        double slope;
        double r_squared;
    };
    const Set sets[] = {{x,
                         {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68},
                         3.0001,
                         .5001,
                         .6665},
                        {x,
                         {9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74},
                         3.0009,
                         .5000,
                         .6662},
                        {x,
                         {7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73},
                         3.0025,
                         .4997,
                         .6663},
                        {x4,
                         {6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89},
                         3.0017,
                         .4999,
                         .6667}};
    for (const Set& set : sets) {
        const auto fit = ordinary_least_squares(set.x, set.y);
        ASSERT_TRUE(fit);
        EXPECT_NEAR(fit->intercept, set.intercept, 5e-5);
        EXPECT_NEAR(fit->slope, set.slope, 5e-5);
        EXPECT_NEAR(fit->r_squared, set.r_squared, 5e-5);
        EXPECT_EQ(fit->points, 11U);
    }
}

/// By hand, for x = 0 1 2 3 and y = 0 1 1 4: the line is -0.3 + 1.2 x, the residuals are
/// .3 .1 -1.1 .7 and the leverages .7 .3 .3 .7, so that HC3's scaled residuals e / (1 - h) are
/// 1, 1/7, -11/7, 7/3 and the slope's variance is
/// (2.25 * 1 + .25 / 49 + .25 * 121 / 49 + 2.25 * 49 / 9) / 5².
TEST(OrdinaryLeastSquares, has_the_hc3_error_of_a_hand_computed_example) {
    const auto fit = ordinary_least_squares(Numbers{0, 1, 2, 3}, Numbers{0, 1, 1, 4});
    ASSERT_TRUE(fit);
    EXPECT_NEAR(fit->slope, 1.2, 1e-12);
    EXPECT_NEAR(fit->intercept, -0.3, 1e-12);
    EXPECT_NEAR(fit->r_squared, 0.8, 1e-12);
    const double error = std::sqrt(2.25 + 0.25 / 49 + 0.25 * 121 / 49 + 2.25 * 49 / 9) / 5;
    EXPECT_NEAR(fit->slope_error, error, 1e-12);
    EXPECT_NEAR(fit->slope_lower, 1.2 - 4.302652729911 * error, 1e-9);
    EXPECT_NEAR(fit->slope_upper, 1.2 + 4.302652729911 * error, 1e-9);
}

TEST(OrdinaryLeastSquares, needs_three_points_and_two_different_x) {
    EXPECT_FALSE(ordinary_least_squares(Numbers{}, Numbers{}));
    EXPECT_FALSE(ordinary_least_squares(Numbers{1, 2}, Numbers{1, 2}));
    EXPECT_FALSE(ordinary_least_squares(Numbers{2, 2, 2}, Numbers{1, 2, 3}));
    EXPECT_FALSE(ordinary_least_squares(Numbers{1, 2, 3}, Numbers{1, 2}));
    EXPECT_TRUE(ordinary_least_squares(Numbers{1, 2, 3}, Numbers{1, 2, 3}));
}

TEST(OrdinaryLeastSquares, of_a_flat_field_explains_nothing) {
    const auto fit = ordinary_least_squares(Numbers{1, 2, 3, 4}, Numbers{5, 5, 5, 5});
    ASSERT_TRUE(fit);
    EXPECT_EQ(fit->slope, 0);
    EXPECT_EQ(fit->r_squared, 0);
}

/// A line is found again whatever its place and scale, and an exact one has no error.
RC_GTEST_PROP(OrdinaryLeastSquares, finds_an_exact_line, ()) {
    const auto slope = *rc::gen::inRange(-50, 50);
    const auto intercept = *rc::gen::inRange(-50, 50);
    const auto whole = *rc::gen::unique<std::vector<int>>(rc::gen::inRange(-1000, 1000));
    RC_PRE(whole.size() >= 3U);
    Numbers x(whole.begin(), whole.end());
    Numbers y;
    for (const double at : x) {
        y.push_back(intercept + slope * at);
    }
    const auto fit = ordinary_least_squares(x, y);
    RC_ASSERT(fit.has_value());
    RC_ASSERT(std::abs(fit->slope - slope) < 1e-8);
    RC_ASSERT(std::abs(fit->intercept - intercept) < 1e-6);
    RC_ASSERT(fit->slope_error < 1e-6);
}

/// Quantiles of Student's t as every table of it prints them.
TEST(StudentT, has_the_quantiles_of_the_tables) {
    const std::pair<std::size_t, double> rows[] = {{1, 12.7062},  {2, 4.30265},  {5, 2.57058},
                                                   {10, 2.22814}, {30, 2.04227}, {120, 1.97993}};
    for (const auto& [freedom, quantile] : rows) {
        EXPECT_NEAR(student_t_975(freedom), quantile, 5e-5) << freedom;
    }
}

/// The example of IQ and hours of television that statistics texts share: rho = -29/165.
TEST(Spearman, is_that_of_the_textbook_example) {
    const Numbers iq{106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
    const Numbers hours{7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
    EXPECT_NEAR(*spearman(iq, hours), -29.0 / 165.0, 1e-12);
}

/// Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4: 4.5 / sqrt(4.5 * 5).
TEST(Spearman, gives_ties_their_mean_rank) {
    EXPECT_NEAR(*spearman(Numbers{1, 2, 2, 3}, Numbers{1, 3, 2, 4}), 4.5 / std::sqrt(22.5), 1e-12);
}

TEST(Spearman, sees_only_the_order) {
    const Numbers x{1, 2, 3, 4, 5};
    EXPECT_NEAR(*spearman(x, Numbers{1, 10, 100, 1000, 10000}), 1, 1e-12);
    EXPECT_NEAR(*spearman(x, Numbers{5, 4, 3, 2, -90}), -1, 1e-12);
}

TEST(Spearman, says_nothing_of_a_constant_or_of_one_point) {
    EXPECT_FALSE(spearman(Numbers{1, 1, 1}, Numbers{1, 2, 3}));
    EXPECT_FALSE(spearman(Numbers{1, 2, 3}, Numbers{4, 4, 4}));
    EXPECT_FALSE(spearman(Numbers{1}, Numbers{1}));
    EXPECT_FALSE(spearman(Numbers{1, 2, 3}, Numbers{1, 2}));
}

TEST(TheilSen, is_the_median_slope_of_all_pairs) {
    EXPECT_EQ(*theil_sen(Numbers{0, 1, 2}, Numbers{0, 1, 4}), 2);
    // Six slopes: 0, 1/2, 1, 5/3, 5/2, 4.
    EXPECT_NEAR(*theil_sen(Numbers{0, 1, 2, 3}, Numbers{0, 0, 1, 5}), (1 + 5.0 / 3) / 2, 1e-12);
}

TEST(TheilSen, is_not_moved_by_a_wild_point) {
    EXPECT_EQ(*theil_sen(Numbers{1, 2, 3, 4, 5, 6}, Numbers{3, 5, 7, 9, 11, 5000}), 2);
}

TEST(TheilSen, passes_over_pairs_of_equal_x) {
    EXPECT_EQ(*theil_sen(Numbers{1, 1, 2}, Numbers{0, 0, 3}), 3);
    EXPECT_FALSE(theil_sen(Numbers{1, 1}, Numbers{0, 9}));
    EXPECT_FALSE(theil_sen(Numbers{}, Numbers{}));
}

}  // namespace
}  // namespace orrery::study
