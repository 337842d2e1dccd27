#include "study/statistics/ratio.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace orrery::study {
namespace {

/// `hits` of `count` accounts of one generation each.
std::vector<ClusterSum> single(int hits, int count) {
    std::vector<ClusterSum> accounts;
    for (int at = 0; at < count; ++at) {
        accounts.push_back({at < hits ? 1.0 : 0.0, 1.0});
    }
    return accounts;
}

/// With one generation an account it is the variance of a sampled share, p (1 - p) / (n - 1).
TEST(RatioError, of_single_generations_is_that_of_a_share) {
    const auto error = ratio_error(single(30, 100), 0.3, 100);
    EXPECT_NEAR(error.variance, 0.3 * 0.7 / 99, 1e-15);
    EXPECT_EQ(error.freedom, 99);
    EXPECT_DOUBLE_EQ(error.effective_size, 100);
}

/// What is alike within accounts says as much as one generation of each.
TEST(RatioError, does_not_take_an_account_for_many_observations) {
    std::vector<ClusterSum> accounts = single(30, 100);
    for (ClusterSum& account : accounts) {
        account.amount *= 50;
        account.base *= 50;
    }
    EXPECT_NEAR(ratio_error(accounts, 0.3, 5000).variance, 0.3 * 0.7 / 99, 1e-15);
}

TEST(RatioError, shrinks_with_what_was_not_sampled) {
    const auto sampled = ratio_error(single(30, 100), 0.3, 100);
    const auto mixed = ratio_error(single(30, 100), 0.3, 1000);
    EXPECT_NEAR(mixed.variance, sampled.variance / 100, 1e-15);
}

TEST(RatioError, counts_equal_weights) {
    EXPECT_DOUBLE_EQ(ratio_error(std::vector<ClusterSum>{{0, 1}, {0, 3}}, 0, 4).effective_size,
                     16.0 / 10);
}

TEST(RatioError, of_one_account_is_unknown) {
    const auto error = ratio_error(single(1, 1), 1, 1);
    EXPECT_EQ(error.freedom, 0);
    const auto interval = share_interval(1, error);
    EXPECT_EQ(interval.lower, 0);
    EXPECT_EQ(interval.upper, 1);
}

TEST(ShareInterval, is_wilsons_for_many_single_generations) {
    const auto interval = share_interval(0.3, ratio_error(single(30'000, 100'000), 0.3, 100'000));
    const auto wilson = wilson_interval(30'000, 100'000);
    EXPECT_NEAR(interval.lower, wilson.lower, 1e-6);
    EXPECT_NEAR(interval.upper, wilson.upper, 1e-6);
}

TEST(ShareInterval, of_none_and_all_is_not_empty) {
    const auto none = share_interval(0, ratio_error(single(0, 50), 0, 50));
    EXPECT_EQ(none.lower, 0);
    EXPECT_GT(none.upper, 0.05);
    const auto all = share_interval(1, ratio_error(single(50, 50), 1, 50));
    EXPECT_LT(all.lower, 0.95);
    EXPECT_EQ(all.upper, 1);
}

TEST(StudentT, quantile_undoes_the_tail) {
    EXPECT_NEAR(student_t_975(4), 2.776445105, 1e-8) << "any table of t";
    EXPECT_NEAR(student_t_upper(student_t_975(7), 7), 0.025, 1e-12);
}

/// Accounts of very uneven volume and of habits of their own, sampled generation by generation: the
/// interval holds the truth about as often as it says.
TEST(ShareInterval, covers_the_truth_of_uneven_accounts) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::lognormal_distribution<double> volume(0, 1);
    std::uniform_real_distribution<double> uniform;
    constexpr int worlds = 600;
    constexpr double rate = 0.1;
    int covered = 0;
    for (int world = 0; world < worlds; ++world) {
        double truth_amount = 0, truth_base = 0, amount = 0, base = 0;
        std::vector<ClusterSum> sampled;
        for (int account = 0; account < 300; ++account) {
            const double habit = uniform(random) < 0.4 ? 0.8 : 0.1;
            ClusterSum sum;
            for (int generation = 0; generation < 10; ++generation) {
                const double tokens = volume(random);
                const double hit = uniform(random) < habit ? tokens : 0;
                truth_amount += hit;
                truth_base += tokens;
                if (uniform(random) < rate) {
                    sum.amount += hit / rate;
                    sum.base += tokens / rate;
                }
            }
            if (sum.base > 0) sampled.push_back(sum);
            amount += sum.amount;
            base += sum.base;
        }
        const auto interval =
            share_interval(amount / base, ratio_error(sampled, amount / base, base));
        const double truth = truth_amount / truth_base;
        covered += interval.lower <= truth && truth <= interval.upper ? 1 : 0;
    }
    const double coverage = static_cast<double>(covered) / worlds;
    EXPECT_GT(coverage, 0.92);
    EXPECT_LT(coverage, 1) << "so wide an interval says little";
}

}  // namespace
}  // namespace orrery::study
