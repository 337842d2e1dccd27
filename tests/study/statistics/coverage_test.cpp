// Whether the estimators of sampled shares keep what they promise: a population whose shares are
// known is sampled many times, as the gateway and the importers do.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "classifier/sampling.h"
#include "study/statistics/ratio.h"
#include "study/store/labels/sample.h"

namespace orrery::study {
namespace {

struct Drawn {
    std::string id;
    std::size_t account = 0;
    double tokens = 0;
    bool is_hit = false;  ///< Of the category whose share is asked for.
};

/// Generations with lognormal tokens, of accounts of uneven size that each have a habit.
struct Population {
    std::vector<Drawn> generations;
    std::size_t accounts = 0;
    double share = 0;

    Population(std::size_t count, double sigma, std::uint64_t seed) {
        std::mt19937_64 random(seed);
        std::lognormal_distribution<double> volume(6, sigma);
        std::lognormal_distribution<double> size(1, 1);
        std::uniform_real_distribution<double> uniform;
        double hits = 0;
        double all = 0;
        while (generations.size() < count) {
            const double habit = uniform(random) < 0.4 ? 0.7 : 0.15;
            const double longer = habit > 0.5 ? 1.35 : 1;  // Tokens depend on the category.
            for (auto left = 1 + static_cast<int>(size(random)); left > 0; --left) {
                const double tokens = volume(random) * longer;
                const bool is_hit = uniform(random) < habit;
                generations.push_back(
                    {fmt::format("gen-{}-{}", seed, generations.size()), accounts, tokens, is_hit});
                all += tokens;
                hits += is_hit ? tokens : 0;
            }
            ++accounts;
        }
        share = hits / all;
    }
};

struct Outcome {
    int stated = 0;   ///< Samples of an effective size that may be stated.
    int covered = 0;  ///< Of those, intervals that hold the truth.
    double bias = 0;  ///< Mean of estimate less truth.
};

/// Draws one sample and adds what its estimate and interval say.
void draw(const Population& population, double probability, const std::string& salt,
          Outcome& outcome) {
    std::vector<ClusterSum> accounts(population.accounts);
    double amount = 0;
    double base = 0;
    double squares = 0;
    for (const Drawn& generation : population.generations) {
        if (!classifier::is_sampled(generation.id, salt, probability)) {
            continue;
        }
        const double weighted = generation.tokens / probability;
        const double hit = generation.is_hit ? weighted : 0;
        accounts[generation.account].base += weighted;
        accounts[generation.account].amount += hit;
        base += weighted;
        amount += hit;
        squares += weighted * weighted;
    }
    if (squares == 0 || base * base / squares < effective_size_min) {
        return;
    }
    std::erase_if(accounts, [](const ClusterSum& account) { return account.base == 0; });
    const double estimate = amount / base;
    const auto interval = share_interval(estimate, ratio_error(accounts, estimate, base));
    ++outcome.stated;
    outcome.bias += estimate - population.share;
    outcome.covered +=
        interval.lower <= population.share && population.share <= interval.upper ? 1 : 0;
}

Outcome sampled(double sigma, double probability, std::size_t count) {
    constexpr int samples = 1'200;
    // Which samples are stated depends on the few that carry much of a population: one leans.
    constexpr int populations = 100;
    const std::uint64_t seed = std::random_device{}();
    Outcome outcome;
    for (int one = 0; one < populations; ++one) {
        const Population population(count, sigma, seed + static_cast<std::uint64_t>(one));
        for (int at = 0; at < samples / populations; ++at) {
            draw(population, probability, fmt::format("salt {}", at), outcome);
        }
    }
    outcome.bias /= std::max(outcome.stated, 1);
    const double coverage = static_cast<double>(outcome.covered) / std::max(outcome.stated, 1);
    fmt::print("seed {} sigma {} p {}: {} of {} stated, bias {:+.4f}, coverage {:.3f}\n", seed,
               sigma, probability, outcome.stated, samples, outcome.bias, coverage);
    return outcome;
}

double coverage_of(const Outcome& outcome) {
    return static_cast<double>(outcome.covered) / outcome.stated;
}

/// Means of 1,200 samples: two in a hundred is more than what chance adds.
TEST(SampledShares, cover_a_known_truth_as_often_as_they_say) {
    for (const auto& [sigma, probability] :
         {std::pair{1.0, 0.05}, std::pair{1.5, 0.05}, std::pair{1.5, 0.02}}) {
        const Outcome outcome = sampled(sigma, probability, 20'000);
        EXPECT_GT(outcome.stated, 600);
        EXPECT_NEAR(outcome.bias, 0, 0.015);
        EXPECT_GT(coverage_of(outcome), 0.93);
        EXPECT_LT(coverage_of(outcome), 0.995) << "so wide an interval says little";
    }
}

/// Tokens so uneven that a thousand generations are worth fifty.
TEST(SampledShares, hold_where_few_generations_carry_the_tokens) {
    const Outcome outcome = sampled(2.0, 0.05, 20'000);
    EXPECT_GT(outcome.stated, 400);
    EXPECT_NEAR(outcome.bias, 0, 0.04);
    EXPECT_GT(coverage_of(outcome), 0.92);
}

}  // namespace
}  // namespace orrery::study
