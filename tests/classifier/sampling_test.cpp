#include "classifier/sampling.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

namespace orrery::classifier {
namespace {

RC_GTEST_PROP(sampling, of_a_smaller_probability_lies_within_one_of_a_larger,
              (const std::string& id, const std::string& salt)) {
    const double first = *rc::gen::inRange(0, 1'000'001) / 1e6;
    const double second = *rc::gen::inRange(0, 1'000'001) / 1e6;
    const double low = std::min(first, second);
    const double high = std::max(first, second);
    RC_ASSERT(!is_sampled(id, salt, low) || is_sampled(id, salt, high));
    RC_ASSERT(is_sampled(id, salt, low) == is_sampled(id, salt, low));
    RC_ASSERT(!is_sampled(id, salt, 0));
    RC_ASSERT(is_sampled(id, salt, 1));
}

TEST(sampling, takes_the_share_that_it_is_asked_for_of_ids_that_follow_each_other) {
    constexpr int count = 400'000;
    for (const double probability : {0.0025, 0.1, 0.5}) {
        int taken = 0;
        for (int i = 0; i < count; ++i) {
            taken += is_sampled(fmt::format("gen-{:016x}", i), default_salt, probability) ? 1 : 0;
        }
        const double spread = std::sqrt(count * probability * (1 - probability));
        EXPECT_NEAR(taken, count * probability, 4 * spread) << probability;
    }
}

TEST(sampling, with_another_salt_draws_anew) {
    int both = 0;
    for (int i = 0; i < 100'000; ++i) {
        const std::string id = fmt::format("gen-{:016x}", i);
        both += is_sampled(id, "one", 0.1) && is_sampled(id, "two", 0.1) ? 1 : 0;
    }
    EXPECT_NEAR(both, 1000, 130);
    EXPECT_NE(salt_version("one"), salt_version("two"));
    EXPECT_EQ(salt_version("one").size(), 8U);
}

TEST(sampling, is_the_same_in_every_release) {
    std::string taken;
    for (int i = 0; i < 40; ++i) {
        taken += is_sampled(fmt::format("gen-{:016x}", i), default_salt, 0.5) ? '1' : '0';
    }
    EXPECT_EQ(taken, "1110111011000000101111101011100101101011");
}

TEST(sampling, takes_none_where_the_probability_is_none) {
    EXPECT_FALSE(is_sampled("gen-1", default_salt, -1));
    EXPECT_FALSE(is_sampled("gen-1", default_salt, std::numeric_limits<double>::quiet_NaN()));
}

}  // namespace
}  // namespace orrery::classifier
