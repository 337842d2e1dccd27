// Sums of few generations already lie near their expectation, for their quantiles are spread
// evenly, not thrown.

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "simulate/random.h"
#include "support/simulated_world.h"

namespace orrery::simulate {
namespace {

/// What a stretch of generations holds, against what its shapes say.
struct Stretch {
    int rows = 0;
    double prompt = 0, completion = 0, cached = 0, tools = 0;
    double prompt_mean = 0, completion_mean = 0, cached_mean = 0, tools_mean = 0;

    void add(const Row& row, const Pool& pool) {
        ++rows;
        prompt += static_cast<double>(row.prompt);
        completion += static_cast<double>(row.completion);
        cached += static_cast<double>(row.cache_read);
        tools += row.ending == Ending::tool_calls ? 1 : 0;
        prompt_mean += pool.shape.prompt;
        completion_mean += pool.shape.completion;
        cached_mean += pool.shape.prompt * pool.shape.cached;
        tools_mean += pool.tool_share;
    }
};

/// Cuts the generations of each model into stretches of a thousand, in their order.
std::vector<Stretch> stretches_of(const World& world) {
    std::vector<Stretch> stretches;
    std::map<std::uint16_t, Stretch> open;
    const auto rows = test_support::rows_of(world);
    for (const SlicePlan& plan : world.slices) {
        for (const Pool& pool : plan.pools) {
            for (std::int64_t i = 0; i < pool.generations; ++i) {
                Stretch& stretch = open[pool.model];
                stretch.add(rows[static_cast<std::size_t>(pool.first_row + i)], pool);
                if (stretch.rows == 1000) {
                    stretches.push_back(stretch);
                    stretch = {};
                }
            }
        }
    }
    return stretches;
}

/// A world of few models, each with many generations.
const std::vector<Stretch>& stretches() {
    static const auto world = test_support::world_of(
        test_support::short_profile().replace("weight_sigma = 0.5", "weight_sigma = 3").profile(),
        test_support::sized(60'000, 300));
    static const auto all = stretches_of(*world);
    return all;
}

/// Root mean square of the stretches' relative distance from what is expected of them.
template <typename Sum, typename Mean>
double distance(const Sum& sum, const Mean& mean) {
    double squares = 0;
    for (const Stretch& stretch : stretches()) {
        squares += std::pow(stretch.*sum / stretch.*mean - 1, 2);
    }
    return std::sqrt(squares / static_cast<double>(stretches().size()));
}

/// Thrown at random, a thousand log-normals of sigma 1 would miss their mean by 4 % on average; one
/// in a hundred fails without a token.
TEST(Evenness, of_lengths_keeps_any_thousand_generations_near_their_mean) {
    ASSERT_GT(stretches().size(), 20U);
    for (const Stretch& stretch : stretches()) {
        EXPECT_NEAR(stretch.prompt / stretch.prompt_mean, 0.99, 0.2);
        EXPECT_NEAR(stretch.completion / stretch.completion_mean, 0.98, 0.2);
    }
    EXPECT_LT(distance(&Stretch::prompt, &Stretch::prompt_mean), 0.05);
    EXPECT_LT(distance(&Stretch::completion, &Stretch::completion_mean), 0.05);
}

TEST(Evenness, of_tool_calls_keeps_their_share_within_a_point) {
    for (const Stretch& stretch : stretches()) {
        EXPECT_NEAR(stretch.tools / stretch.rows, 0.99 * stretch.tools_mean / stretch.rows, 0.012);
    }
}

TEST(Evenness, of_cache_reads_keeps_their_share) {
    for (const Stretch& stretch : stretches()) {
        if (stretch.cached_mean > 0) {
            EXPECT_NEAR(stretch.cached / stretch.prompt, stretch.cached_mean / stretch.prompt_mean,
                        0.06);
        }
    }
}

}  // namespace
}  // namespace orrery::simulate
