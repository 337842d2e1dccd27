// How often the retention verdicts find what is not there, and what is: worlds drawn at random.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <span>

#include "study/statistics/retention/boomerang.h"
#include "study/statistics/retention/foundational.h"
#include "support/environment.h"

namespace orrery::study {
namespace {

constexpr int null_worlds = 300;
constexpr int planted_worlds = 150;
constexpr double stay_share = 0.95;

std::uint64_t world_seed() {
    return test_support::number_from_environment("ORRERY_SEED", 20251130);
}

/// How much of its life a model has behind it: all cohorts mature, or the seven months that the
/// paper saw of models of May.
enum class History { mature, early };

/// What is planted into one cohort of a world.
struct Plant {
    double tail_points = 0;       ///< Added to the tail by accounts that simply stay.
    double boomerang_points = 0;  ///< Added at age 3 by accounts that had been away.
};

/// Draws models whose accounts differ in loyalty and in how often they come: each quits for good
/// with its own monthly probability, so that retention falls steeply first and slowly later. The
/// cohorts differ a little, and so do the months, as they do without any effect.
class Worlds {
public:
    explicit Worlds(std::uint64_t seed) : random_(seed) {}

    ModelActivity draw(const Plant& plant, History history) {
        const bool is_early = history == History::early;
        const int cohorts = is_early ? 7 : 4 + below(9);
        const double loyalty = 0.4 + 2.1 * uniform();
        std::array<double, 24> months{};
        for (double& month : months) {
            month = 1 + 0.03 * normal();
        }
        ModelActivity activity;
        activity.launch_month = 0;
        activity.last_complete_month = is_early ? 6 : cohorts + 4;
        const int chosen = below(is_early ? 2 : 3);
        const Extra extra = extra_accounts(plant, loyalty, months, is_early ? 3 : 5);
        for (int cohort = 0; cohort < cohorts; ++cohort) {
            const int accounts = 200 + below(1801);
            const double level = 1 + 0.08 * normal();
            const auto seen = std::span(months).subspan(
                static_cast<std::size_t>(cohort),
                static_cast<std::size_t>(activity.last_complete_month - cohort));
            for (int account = 0; account < accounts; ++account) {
                const auto active = life(level, loyalty, seen, cohort == chosen ? extra : Extra{});
                activity.patterns.push_back({cohort, active, 1, Onset::observed});
            }
        }
        return activity;
    }

private:
    /// Shares of the accounts that stay whatever happens, and that return at age 3.
    struct Extra {
        double stay = 0;
        double come_back = 0;
    };

    /// Reckons how many accounts it takes for so many points, for some would be there anyway.
    Extra extra_accounts(const Plant& plant, double loyalty, std::span<const double> months,
                         std::size_t older_age) {
        constexpr int accounts = 2000;
        double tail = 0;
        double third = 0;
        for (int account = 0; account < accounts; ++account) {
            const auto active = life(1, loyalty, months.first(older_age), {});
            tail +=
                static_cast<double>((active >> older_age & 1U) + (active >> (older_age - 1) & 1U));
            third += static_cast<double>(active >> 3 & 1U);
        }
        return {plant.tail_points / (stay_share - tail / 2 / accounts),
                plant.boomerang_points / (1 - third / accounts)};
    }

    /// Draws in which months an account is active, one for each of `months` after the first.
    std::uint64_t life(double level, double loyalty, std::span<const double> months,
                       const Extra& extra) {
        const double quit = 0.02 + 0.9 * std::pow(uniform(), loyalty);
        const double coming = std::min(1.0, level * (0.5 + 0.45 * uniform()));
        const bool stays = uniform() < extra.stay;
        const bool returns = uniform() < extra.come_back;
        bool is_here = true;
        std::uint64_t active = 1;
        for (std::size_t age = 1; age <= months.size(); ++age) {
            is_here = is_here && uniform() >= quit;
            const double chance = stays ? stay_share : is_here ? coming * months[age - 1] : 0;
            const bool comes = uniform() < chance || (returns && age == 3);
            active |= static_cast<std::uint64_t>(comes) << age;
        }
        return active;
    }

    double uniform() { return static_cast<double>(random_() >> 11) * 0x1p-53; }
    int below(int bound) { return static_cast<int>(uniform() * bound); }
    double normal() {
        return std::sqrt(-2 * std::log(1 - uniform())) * std::cos(2 * std::numbers::pi * uniform());
    }

    std::mt19937_64 random_;
};

struct Rates {
    double foundational = 0;
    double boomerang = 0;
    double tail = 0;
    double between = 0;
};

Rates rates_of(const Plant& plant, int worlds, History history = History::mature) {
    const std::uint64_t seed = world_seed();
    Worlds source(seed);
    Rates rates;
    for (int world = 0; world < worlds; ++world) {
        const auto cohorts = retention_cohorts(source.draw(plant, history));
        const auto fit = read_foundational(cohorts, 0);
        const bool is_flagged = std::ranges::any_of(
            fit.cohorts, [](const CohortTail& tail) { return tail.kind != CohortKind::ordinary; });
        rates.foundational += is_flagged ? 1.0 / worlds : 0;
        rates.boomerang +=
            read_boomerangs(cohorts).verdict == BoomerangVerdict::found ? 1.0 / worlds : 0;
        rates.tail += fit.pooled_tail / worlds;
        rates.between += fit.between_deviation / worlds;
    }
    fmt::print(
        "ORRERY_SEED={}: {} {} worlds, tails {:.1f} % +- {:.1f} between cohorts, planted "
        "{:+.0f} tail and {:+.0f} boomerang points: found {:.1f} % and {:.1f} %\n",
        seed, worlds, history == History::early ? "early" : "mature", 100 * rates.tail,
        100 * rates.between, 100 * plant.tail_points, 100 * plant.boomerang_points,
        100 * rates.foundational, 100 * rates.boomerang);
    return rates;
}

TEST(FalseAlarms, are_at_most_two_in_a_hundred_models) {
    const Rates rates = rates_of({}, null_worlds);
    EXPECT_LE(rates.foundational, .02);
    EXPECT_LE(rates.boomerang, .02);
}

TEST(FalseAlarms, are_as_rare_in_early_readings) {
    const Rates rates = rates_of({}, null_worlds, History::early);
    EXPECT_LE(rates.foundational, .02);
    EXPECT_LE(rates.boomerang, .02);
}

TEST(Power, finds_most_cohorts_that_keep_twenty_points_more) {
    EXPECT_GE(rates_of({.20, 0}, planted_worlds).foundational, .60);
}

/// Four cohorts leave two degrees of freedom, and tails of 30 % and more at ages 2 and 3 make
/// twenty points less than half as much again: an early reading finds fewer.
TEST(Power, is_less_in_early_readings) {
    EXPECT_GE(rates_of({.20, 0}, planted_worlds, History::early).foundational, .45);
}

TEST(Power, finds_most_boomerangs_of_twenty_points) {
    EXPECT_GE(rates_of({0, .20}, planted_worlds).boomerang, .60);
}

}  // namespace
}  // namespace orrery::study
