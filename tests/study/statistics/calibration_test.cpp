// What calibration promises of weights, and whether it keeps it on populations that are known: the
// sums of the census, shares with less error, and intervals that still hold.

#include "study/statistics/calibration.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "study/statistics/ratio.h"

namespace orrery::study {
namespace {

std::string day_text(int day) {
    return fmt::format("2025-09-{:02}", day + 1);  // 2025-09-01 is a Monday.
}

CalibrationCell cell(int day, const std::string& model, double tokens, std::int64_t drawn,
                     double weighted, std::int64_t generations = 1000) {
    return {day_text(day), day_text(day / 7 * 7), model, generations, tokens, drawn, weighted};
}

std::vector<Pooling> poolings_of(const std::vector<Calibration>& calibrations) {
    std::vector<Pooling> poolings;
    std::ranges::transform(calibrations, std::back_inserter(poolings), &Calibration::pooling);
    return poolings;
}

TEST(Calibration, brings_a_model_and_day_to_its_census) {
    const std::vector cells = {cell(0, "a", 900, 20, 600), cell(1, "a", 500, 40, 1000)};
    const auto calibrations = calibrate(cells, 0.01);
    EXPECT_EQ(poolings_of(calibrations), (std::vector{Pooling::none, Pooling::none}));
    EXPECT_EQ(calibrations[0].factor, 1.5);
    EXPECT_EQ(calibrations[1].factor, 0.5);
}

TEST(Calibration, pools_thin_cells_with_what_is_most_like_them) {
    const std::vector cells = {
        cell(0, "a", 900, 20, 900),    // Enough.
        cell(1, "a", 100, 12, 200),    // With the next one.
        cell(2, "a", 300, 8, 200),     //
        cell(0, "b", 100, 10, 80),     // With the other week of its model.
        cell(8, "b", 100, 10, 120),    //
        cell(0, "c", 100, 6, 150),     // With what is left of the week: the rest of d.
        cell(0, "d", 50, 0, 0, 900),   //
        cell(8, "e", 100, 20, 1000)};  // A factor of a tenth, and nothing to pool it with.
    const auto calibrations = calibrate(cells, 0.01);
    EXPECT_EQ(poolings_of(calibrations),
              (std::vector{Pooling::none, Pooling::model_week, Pooling::model_week, Pooling::model,
                           Pooling::model, Pooling::week, Pooling::week, Pooling::bounded}));
    EXPECT_EQ(calibrations[1].factor, 1);
    EXPECT_EQ(calibrations[3].factor, 1);
    EXPECT_EQ(calibrations[5].factor, 1);
    EXPECT_EQ(calibrations[7].factor, 1 / factor_max);
}

TEST(Calibration, asks_nothing_of_what_was_never_to_be_drawn) {
    const std::vector cells = {cell(0, "a", 900, 20, 900), cell(0, "b", 100, 10, 100),
                               cell(0, "embeddings", 1e9, 0, 0, 100'000), cell(8, "a", 900, 0, 0)};
    const auto calibrations = calibrate(cells, 0.01);
    EXPECT_EQ(poolings_of(calibrations),
              (std::vector{Pooling::none, Pooling::week, Pooling::outside, Pooling::outside}));
    EXPECT_EQ(calibrations[1].factor, 1) << "not with the tokens of embeddings";
}

TEST(Calibration, of_nothing_is_nothing) {
    EXPECT_TRUE(calibrate({}, 1).empty());
    EXPECT_EQ(calibrate(std::vector{cell(0, "a", 100, 0, 0)}, 0.5)[0].pooling, Pooling::outside);
}

/// Whatever the cells: those that are pooled together sum to their census, and no factor is large.
RC_GTEST_PROP(Calibration, sums_to_the_census_of_each_pool, ()) {
    const auto below = [](int bound) { return *rc::gen::inRange(0, bound); };
    std::vector<CalibrationCell> cells;
    for (int day = 0; day < 21; ++day) {
        for (const auto* model : {"a", "b", "c", "d"}) {
            const int drawn = below(45);
            cells.push_back(cell(day, model, 1 + below(4000), drawn, drawn * (1 + below(200))));
        }
    }
    const auto calibrations = calibrate(cells, 0.001);
    std::map<std::tuple<Pooling, std::string, std::string>, std::pair<double, double>> sums;
    for (std::size_t at = 0; at < cells.size(); ++at) {
        const auto& [factor, pooling] = calibrations[at];
        RC_ASSERT(factor <= factor_max && factor * factor_max >= 1);
        const bool is_of_model = pooling != Pooling::week && pooling != Pooling::bounded;
        const std::string when = pooling == Pooling::none    ? cells[at].day
                                 : pooling == Pooling::model ? std::string()
                                                             : cells[at].week;
        auto& [tokens, weighted] = sums[{pooling, is_of_model ? cells[at].model : "", when}];
        tokens += cells[at].tokens;
        weighted += factor * cells[at].weighted;
    }
    for (const auto& [pool, sum] : sums) {
        const Pooling pooling = std::get<0>(pool);
        if (pooling != Pooling::bounded && pooling != Pooling::outside) {
            RC_ASSERT(std::abs(sum.first - sum.second) <= 1e-12 * sum.first);
        }
    }
}

struct Request {
    int day = 0;
    std::size_t model = 0;
    std::size_t account = 0;
    double tokens = 0;
    bool is_tagged = false;
    bool is_hit = false;  ///< Of the category whose share is asked for.
};

/// Days of requests with lognormal tokens. Models have different uses, weekends another mix of
/// models, accounts a habit; prompts of the category are longer and surer to be tagged.
struct Population {
    std::vector<Request> requests;
    std::size_t accounts = 0;
    double hits = 0;  ///< Tokens.
    double tagged = 0;

    Population(std::size_t count, double sigma, int days, std::uint64_t seed) {
        std::mt19937_64 random(seed);
        std::lognormal_distribution<double> volume(6, sigma);
        std::uniform_real_distribution<double> uniform;
        std::discrete_distribution<std::size_t> on_weekdays({8, 4, 3, 2, 2, 1});
        std::discrete_distribution<std::size_t> on_weekends({2, 3, 8, 2, 1, 1});
        constexpr std::array use = {0.9, 0.15, 0.1, 0.75, 0.3, 0.6};
        constexpr std::array length = {1.0, 0.4, 1.5, 0.8, 3.0, 2.0};
        while (requests.size() < count) {
            const double habit = uniform(random) < 0.3 ? 0.8 : 1;
            for (int left = 1 + static_cast<int>(6 * uniform(random)); left > 0; --left) {
                Request request;
                request.day = static_cast<int>(days * uniform(random));
                const bool is_weekend = request.day % 7 >= 5;
                request.model = is_weekend ? on_weekends(random) : on_weekdays(random);
                request.account = accounts;
                const bool is_use = uniform(random) < habit * use.at(request.model);
                request.is_tagged = uniform(random) < (is_use ? 0.85 : 0.65);
                request.is_hit = is_use && request.is_tagged;
                request.tokens = volume(random) * length.at(request.model) * (is_use ? 1.3 : 1);
                hits += request.is_hit ? request.tokens : 0;
                tagged += request.is_tagged ? request.tokens : 0;
                requests.push_back(request);
            }
            ++accounts;
        }
    }
};

/// The errors of one way to weight, over many samples.
struct Errors {
    double share_bias = 0;
    double share_squares = 0;
    double total_bias = 0;  ///< Of the tokens of the category, relative.
    double total_squares = 0;
    int covered = 0;
};

constexpr int samples = 400;

/// Adds what a sample says with these weights.
void judge(const Population& population, const std::vector<const Request*>& drawn,
           const std::vector<double>& weights, Errors& errors) {
    std::map<std::size_t, ClusterSum> sums;
    double hits = 0;
    double tagged = 0;
    for (std::size_t at = 0; at < drawn.size(); ++at) {
        const double weighted = drawn[at]->is_tagged ? weights[at] * drawn[at]->tokens : 0;
        auto& account = sums[drawn[at]->account];
        account.base += weighted;
        account.amount += drawn[at]->is_hit ? weighted : 0;
        tagged += weighted;
        hits += drawn[at]->is_hit ? weighted : 0;
    }
    std::vector<ClusterSum> accounts;
    for (const auto& [number, sum] : sums) {
        if (sum.base > 0) {
            accounts.push_back(sum);
        }
    }
    const double truth = population.hits / population.tagged;
    const double share = hits / tagged;
    const auto interval = share_interval(share, ratio_error(accounts, share, tagged));
    errors.covered += interval.lower <= truth && truth <= interval.upper ? 1 : 0;
    errors.share_bias += (share - truth) / samples;
    errors.share_squares += (share - truth) * (share - truth) / samples;
    const double total = hits / population.hits - 1;
    errors.total_bias += total / samples;
    errors.total_squares += total * total / samples;
}

constexpr std::size_t models = 6;

std::size_t place_of(const Request& request) {
    return static_cast<std::size_t>(request.day) * models + request.model;
}

/// Returns what is known of each model and day without a sample.
std::vector<CalibrationCell> census_of(const Population& population) {
    std::vector<CalibrationCell> cells;
    for (const Request& request : population.requests) {
        cells.resize(std::max(cells.size(), place_of(request) + 1));
        auto& own = cells[place_of(request)];
        own.day = day_text(request.day);
        own.week = day_text(request.day / 7 * 7);
        own.model = std::to_string(request.model);
        ++own.generations;
        own.tokens += request.tokens;
    }
    return cells;
}

/// Returns the weights of a sample, calibrated to the census.
std::vector<double> calibrated(std::vector<CalibrationCell> cells,
                               const std::vector<const Request*>& drawn, double probability) {
    for (const Request* request : drawn) {
        auto& own = cells[place_of(*request)];
        ++own.drawn;
        own.weighted += request->tokens / probability;
    }
    const auto calibrations = calibrate(cells, probability);
    std::vector<double> weights;
    for (const Request* request : drawn) {
        weights.push_back(calibrations[place_of(*request)].factor / probability);
    }
    return weights;
}

struct BothWays {
    Errors raw;
    Errors calibrated;
};

/// Draws many samples. Of the prompts of day `lossy_day` that were drawn three in ten are lost.
BothWays compare(double sigma, double probability, int days, int lossy_day = -1) {
    const auto seed = std::random_device{}();
    const Population population(20'000, sigma, days, seed);
    const auto census = census_of(population);
    std::mt19937_64 random(seed + 1);
    std::uniform_real_distribution<double> uniform;
    BothWays found;
    for (int at = 0; at < samples; ++at) {
        std::vector<const Request*> drawn;
        for (const Request& request : population.requests) {
            if (uniform(random) < probability &&
                !(request.day == lossy_day && uniform(random) < 0.3)) {
                drawn.push_back(&request);
            }
        }
        judge(population, drawn, std::vector(drawn.size(), 1 / probability), found.raw);
        judge(population, drawn, calibrated(census, drawn, probability), found.calibrated);
    }
    for (const auto& [name, errors] :
         {std::pair{"raw", found.raw}, std::pair{"calibrated", found.calibrated}}) {
        fmt::print(
            "seed {} sigma {} p {} {}: share {:+.4f} rmse {:.4f}, total {:+.4f} rmse {:.4f},"
            " coverage {:.3f}\n",
            seed, sigma, probability, name, errors.share_bias, std::sqrt(errors.share_squares),
            errors.total_bias, std::sqrt(errors.total_squares), errors.covered / double{samples});
    }
    return found;
}

TEST(CalibratedShares, have_less_error_where_models_differ_in_use) {
    for (const auto& [sigma, probability] : {std::pair{1.0, 0.1}, std::pair{1.5, 0.05}}) {
        const auto [raw, calibrated] = compare(sigma, probability, 14);
        EXPECT_LT(calibrated.share_squares, 0.95 * raw.share_squares);
        EXPECT_LT(calibrated.total_squares, 0.7 * raw.total_squares);
        EXPECT_LT(std::abs(calibrated.share_bias), std::sqrt(calibrated.share_squares) / 2);
        EXPECT_GT(calibrated.covered, 0.93 * samples) << "intervals hold what they say";
    }
}

/// What the queue of the gateway drops is missing from the sample. It is a Sunday, whose mix is
/// another, in a week.
TEST(CalibratedShares, do_not_mind_prompts_that_were_lost_on_a_day) {
    const auto [raw, calibrated] = compare(1.0, 0.1, 7, 6);
    EXPECT_LT(raw.total_bias, -0.01) << "else this test says nothing";
    EXPECT_NEAR(calibrated.total_bias, 0, 0.012);
    EXPECT_NEAR(calibrated.share_bias, 0, 0.006);
    EXPECT_GT(calibrated.covered, 0.93 * samples);
}

}  // namespace
}  // namespace orrery::study
