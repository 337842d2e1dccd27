#include "simulate/calibration/pools.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "simulate/calibration/places.h"
#include "simulate/random.h"

namespace orrery::simulate {
namespace {

constexpr double tool_share_max = 0.95;

class PoolPlanner {
public:
    PoolPlanner(World& world, const std::vector<Slice>& slices,
                const std::vector<TokenCells>& tokens)
        : world_(world), slices_(slices), tokens_(tokens) {}

    /// Turns expected generations into whole ones: for each model and category the running count
    /// stays within one of the running expectation.
    void run(std::uint64_t seed) {
        choose_spike_account();
        std::vector<std::vector<double>> expected;
        double all = 0;
        for (std::size_t i = 0; i < slices_.size(); ++i) {
            if (slices_[i].last < world_.options.from) {
                continue;
            }
            world_.slices.push_back(pools_of(i, expected.emplace_back()));
            for (const double generations : expected.back()) {
                all += generations;
            }
        }
        const double scale = static_cast<double>(world_.options.generations) / all;
        // Generations that fail hold no tokens.
        world_.tokens_per_token = 1 / scale / (1 - world_.profile.errors);
        std::vector<double> running(world_.market.size() * category_count * 2, -1.0);
        const auto of_model = expected_of_models(expected);
        std::int64_t given = 0;
        for (std::size_t i = 0; i < world_.slices.size(); ++i) {
            for (std::size_t p = 0; p < world_.slices[i].pools.size(); ++p) {
                Pool& pool = world_.slices[i].pools[p];
                const std::size_t place = running_place(pool, of_model[pool.model] * scale);
                double& sum = running[place];
                sum = sum < 0 ? uniform(seed, 0x90015, place) : sum;
                const double before = std::floor(sum);
                sum += expected[i][p] * scale;
                pool.generations = static_cast<std::int64_t>(std::floor(sum) - before);
                given += pool.generations;
            }
        }
        correct(world_.options.generations - given);
        place_engagements(world_, seed);
        number_rows();
    }

private:
    [[nodiscard]] Shape shape(const Slice& slice, std::size_t model, std::size_t category) const {
        return shape_of(world_.profile, world_.market[model], world_.pricing[model], category,
                        slice.middle());
    }

    /// The account behind planted spikes is the largest program that was there before them.
    void choose_spike_account() {
        if (world_.profile.spikes.empty()) {
            return;
        }
        double volume = -1;
        for (std::uint32_t i = 0; i < world_.accounts.all.size(); ++i) {
            const Account& account = world_.accounts.all[i];
            if (account.signup < world_.profile.spikes.front().from - 31 && account.is_agent &&
                !account.is_byok && account.volume > volume) {
                world_.spike_account = i;
                volume = account.volume;
            }
        }
    }

    /// Makes room for a planted spike: its share of the slice's tokens comes from the other pools
    /// of its source class.
    void add_spikes(const Slice& slice, TokenCells& tokens, std::vector<Pool>& pools,
                    std::vector<double>& expected) const {
        for (const Spike& spike : world_.profile.spikes) {
            const int days = std::min(slice.last, spike.to) - std::max(slice.first, spike.from) + 1;
            const auto found =
                std::ranges::find(world_.market, spike.model,
                                  [](const MarketModel& model) { return model.facts->slug; });
            if (days <= 0 || found == world_.market.end()) {
                continue;
            }
            double all = 0;
            double same_class = 0;
            for (std::size_t cell = 0; cell < tokens.size(); ++cell) {
                all += tokens[cell];
                same_class +=
                    world_.market[cell / category_count].source_class == found->source_class
                        ? tokens[cell]
                        : 0;
            }
            const double volume = std::min(all * spike.share * days / slice.days(), same_class);
            for (std::size_t cell = 0; cell < tokens.size(); ++cell) {
                if (world_.market[cell / category_count].source_class == found->source_class) {
                    tokens[cell] *= 1 - volume / same_class;
                }
            }
            Pool pool;
            pool.model = static_cast<std::uint16_t>(found - world_.market.begin());
            pool.category = static_cast<std::uint8_t>(
                std::ranges::find(categories, spike.category) - categories.begin());
            pool.is_spike = true;
            pool.tool_share = tool_share_max;
            pool.shape = shape(slice, pool.model, pool.category);
            pools.push_back(pool);
            expected.push_back(volume / pool.shape.tokens());
        }
    }

    /// Spreads the slice's share of tool calls over its pools in proportion to their inclination.
    void spread_tools(const Slice& slice, const TokenCells& tokens,
                      std::vector<Pool>& pools) const {
        const double wanted = world_.profile.tools.at(slice.middle());
        const auto inclination = [&](const Pool& pool) {
            const auto* tuning = world_.market[pool.model].tuning;
            return world_.profile.workloads[pool.category].tools *
                   (tuning == nullptr ? 1.0 : tuning->tools);
        };
        double factor = 1;
        for (int round = 0; round < 20; ++round) {
            double called = 0;
            double all = 0;
            for (const Pool& pool : pools) {
                const double volume =
                    pool.is_spike ? 0 : tokens[cell_of(pool.model, pool.category)];
                called += volume * std::min(factor * inclination(pool), tool_share_max);
                all += volume;
            }
            factor *= called > 0 ? wanted * all / called : 1;
        }
        for (Pool& pool : pools) {
            if (!pool.is_spike) {
                pool.tool_share = std::min(factor * inclination(pool), tool_share_max);
            }
        }
    }

    [[nodiscard]] SlicePlan pools_of(std::size_t at, std::vector<double>& expected) const {
        SlicePlan plan{slices_[at], {}, {}, 0};
        TokenCells tokens = tokens_[at];
        add_spikes(plan.slice, tokens, plan.pools, expected);
        const auto& month = world_.month_of(plan.slice);
        std::uint32_t engagement = 0;
        for (std::size_t cell = 0; cell < tokens.size(); ++cell) {
            Pool pool;
            pool.model = static_cast<std::uint16_t>(cell / category_count);
            pool.category = static_cast<std::uint8_t>(cell % category_count);
            const auto belongs = [&](std::uint32_t i) {
                return i < month.size() && cell_of(month[i].model, month[i].category) == cell;
            };
            pool.first_engagement = engagement;
            while (belongs(engagement)) {
                ++engagement;
            }
            pool.last_engagement = engagement;
            if (tokens[cell] <= 0) {
                continue;
            }
            pool.shape = shape(plan.slice, pool.model, pool.category);
            plan.pools.push_back(pool);
            expected.push_back(tokens[cell] / pool.shape.tokens());
        }
        spread_tools(plan.slice, tokens, plan.pools);
        return plan;
    }

    /// Says which running count a pool adds to. Models with few generations have one count for all
    /// their categories: their sum would be lost in the rounding of thirteen.
    static std::size_t running_place(const Pool& pool, double of_model) {
        constexpr double few = 2000;
        const std::size_t category = of_model < few ? 0 : pool.category;
        return cell_of(pool.model, category) * 2 + (pool.is_spike ? 1 : 0);
    }

    [[nodiscard]] std::vector<double> expected_of_models(
        const std::vector<std::vector<double>>& expected) const {
        std::vector<double> sums(world_.market.size(), 0.0);
        for (std::size_t i = 0; i < world_.slices.size(); ++i) {
            for (std::size_t p = 0; p < expected[i].size(); ++p) {
                sums[world_.slices[i].pools[p].model] += expected[i][p];
            }
        }
        return sums;
    }

    /// Gives what rounding left over to (or takes it from) the largest pools.
    void correct(std::int64_t missing) {
        std::vector<Pool*> largest;
        for (SlicePlan& plan : world_.slices) {
            for (Pool& pool : plan.pools) {
                largest.push_back(&pool);
            }
        }
        std::ranges::stable_sort(largest, std::greater{}, &Pool::generations);
        for (std::size_t i = 0; missing != 0; i = (i + 1) % largest.size()) {
            const std::int64_t step = missing > 0 ? 1 : largest[i]->generations > 0 ? -1 : 0;
            largest[i]->generations += step;
            missing -= step;
        }
    }

    void number_rows() {
        std::vector<std::int64_t> of_model(world_.market.size(), 0);
        std::int64_t row = 0;
        for (SlicePlan& plan : world_.slices) {
            std::erase_if(plan.pools, [](const Pool& pool) { return pool.generations == 0; });
            for (Pool& pool : plan.pools) {
                pool.first_row = row;
                pool.first_of_model = of_model[pool.model];
                row += pool.generations;
                of_model[pool.model] += pool.generations;
                plan.generations += pool.generations;
            }
        }
    }

    World& world_;
    const std::vector<Slice>& slices_;
    const std::vector<TokenCells>& tokens_;
};

}  // namespace

void plan_pools(World& world, const std::vector<Slice>& slices, const TokenPlan& tokens,
                std::uint64_t seed) {
    PoolPlanner(world, slices, tokens.slices).run(seed);
}

}  // namespace orrery::simulate
