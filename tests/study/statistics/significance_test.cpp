#include "study/statistics/significance.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "study/statistics/robust.h"

namespace orrery::study {
namespace {

using Numbers = std::vector<double>;

/// Newcombe (1998), Statistics in Medicine 17, 857, Table I, method 3: the score interval without
/// continuity correction.
TEST(WilsonInterval, has_the_bounds_that_newcombe_prints) {
    struct Row {
        std::int64_t hits;
        std::int64_t trials;
        double lower;
        double upper;
    };
    for (const Row& row : {Row{81, 263, .2553, .3662}, Row{15, 148, .0624, .1605},
                           Row{0, 20, 0, .1611}, Row{1, 29, .0061, .1718}}) {
        const Interval interval = wilson_interval(row.hits, row.trials);
        EXPECT_NEAR(interval.lower, row.lower, 5e-5);
        EXPECT_NEAR(interval.upper, row.upper, 5e-5);
    }
}

TEST(WilsonInterval, of_nothing_is_all_and_of_extremes_ends_there) {
    EXPECT_EQ(wilson_interval(0, 0).upper, 1);
    EXPECT_EQ(wilson_interval(0, 7).lower, 0);
    EXPECT_EQ(wilson_interval(7, 7).upper, 1);
}

/// With 2 degrees of freedom the tail has a closed form: 1/2 - t / (2 sqrt(t² + 2)).
TEST(StudentTUpper, agrees_with_the_tables_and_the_closed_form) {
    EXPECT_NEAR(student_t_upper(2.131847, 4), .05, 1e-6);
    EXPECT_NEAR(student_t_upper(1.812461, 10), .05, 1e-6);
    EXPECT_NEAR(student_t_upper(-1.812461, 10), .95, 1e-6);
    for (const double t : {-3.0, 0.0, 1.0, 6.2, 40.0}) {
        EXPECT_NEAR(student_t_upper(t, 2), .5 - t / (2 * std::sqrt(t * t + 2)), 1e-12);
    }
}

/// Published two-sided exact values: 6 and 16 discordant pairs, .052; 5 and 12, .1435.
TEST(McNemar, is_half_the_two_sided_exact_test_of_published_examples) {
    EXPECT_NEAR(2 * mcnemar_rise(16, 6), .052479, 5e-7);
    EXPECT_NEAR(2 * mcnemar_rise(12, 5), .1435, 5e-5);
    EXPECT_NEAR(mcnemar_rise(6, 0), 1.0 / 64, 1e-12);
}

/// Agresti (2002), Categorical Data Analysis, Table 10.1: 150 approvals lost and 86 gained have
/// z = -4.17. The exact tail lies near that of the normal, 1.5e-5.
TEST(McNemar, of_many_pairs_nears_the_normal_tail) {
    EXPECT_NEAR(mcnemar_rise(150, 86), 1.858e-5, 1e-8);
    EXPECT_NEAR(mcnemar_rise(86, 150), 1, 1e-4);
    EXPECT_GT(mcnemar_rise(1000000, 999000), 0.2);
}

TEST(McNemar, says_nothing_where_nothing_changed) {
    EXPECT_EQ(mcnemar_rise(0, 0), 1);
    EXPECT_EQ(mcnemar_rise(0, 9), 1);
}

/// Benjamini and Hochberg (1995), section 4.1: at .05 the four smallest of fifteen are rejected,
/// where Bonferroni rejects three.
TEST(BenjaminiHochberg, rejects_the_four_of_the_paper_s_example) {
    const Numbers p{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
                    .0459, .3240, .4262, .5719, .6528, .7590, 1.000};
    const auto q = benjamini_hochberg(p);
    EXPECT_EQ(std::ranges::count_if(q, [](double value) { return value <= .05; }), 4);
    EXPECT_NEAR(q[0], .0015, 1e-12);
    EXPECT_NEAR(q[3], .0095 * 15 / 4, 1e-12);
    // The sixth takes the smaller value of the seventh.
    EXPECT_NEAR(q[5], .0298 * 15 / 7, 1e-12);
    EXPECT_EQ(q[14], 1);
}

TEST(BenjaminiHochberg, of_one_is_itself_and_of_none_nothing) {
    EXPECT_EQ(benjamini_hochberg(Numbers{.03}), Numbers{.03});
    EXPECT_EQ(benjamini_hochberg(Numbers{}), Numbers{});
}

/// Never below p, never above 1, in the order of p.
RC_GTEST_PROP(BenjaminiHochberg, keeps_the_order_of_p, ()) {
    const auto drawn = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1001));
    Numbers p;
    for (const int thousandths : drawn) {
        p.push_back(thousandths / 1000.0);
    }
    const auto q = benjamini_hochberg(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
        RC_ASSERT(q[i] >= p[i] && q[i] <= 1);
        for (std::size_t j = 0; j < p.size(); ++j) {
            RC_ASSERT(p[i] > p[j] || q[i] <= q[j]);
        }
    }
}

/// Analytical Methods Committee (1989), The Analyst 114, 1693: 24 determinations of copper in
/// flour, median 3.385 and scaled MAD .526, while one value of 28.95 draws the mean to 4.28.
TEST(ScaledMad, is_that_of_the_copper_in_flour) {
    const Numbers copper{2.20, 2.20, 2.40, 2.40, 2.50, 2.70, 2.80, 2.90, 3.03, 3.03, 3.10, 3.37,
                         3.40, 3.40, 3.40, 3.50, 3.60, 3.70, 3.70, 3.70, 3.70, 3.77, 5.28, 28.95};
    EXPECT_NEAR(median(copper), 3.385, 1e-12);
    EXPECT_NEAR(scaled_mad(copper), .526323, 5e-7);
}

TEST(ScaledMad, of_equal_or_no_values_is_zero) {
    EXPECT_EQ(scaled_mad(Numbers{4, 4, 4, 9}), 0);
    EXPECT_EQ(scaled_mad(Numbers{}), 0);
}

}  // namespace
}  // namespace orrery::study
