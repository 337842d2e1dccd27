#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "simulate/calibration/pricing.h"
#include "simulate/profile/profile.h"
#include "simulate/world/adoption.h"
#include "simulate/world/market.h"
#include "simulate/world/population.h"

namespace orrery::simulate {

/// What to simulate. Generations and accounts are counts, days inclusive; 0 leaves a day to the
/// profile: the start of its history, the end of its stated window.
struct WorldOptions {
    std::int64_t generations = 2'000'000;
    std::int64_t accounts = 50'000;
    std::uint64_t seed = 1;
    Day from = 0;
    Day to = 0;
    int threads = 2;
    std::function<void(double)> on_progress = [](double) {};  ///< 0..1
};

/// The generations of one model in one category within one slice.
struct Pool {
    std::uint16_t model = 0;
    std::uint8_t category = 0;
    bool is_spike = false;  ///< All of it belongs to the account of a planted spike.
    std::int64_t generations = 0;
    std::int64_t first_row = 0;       ///< Number of its first generation in the world.
    std::int64_t first_of_model = 0;  ///< Generations of the model before it, in any slice.
    std::uint32_t first_engagement =
        0;  ///< Into the month's engagements; a range that may be empty.
    std::uint32_t last_engagement = 0;  ///< Exclusive.
    std::uint32_t first_guest = 0;      ///< Into the slice's guests; a range that may be empty.
    std::uint32_t last_guest = 0;       ///< Exclusive.
    double tool_share = 0;              ///< Of its generations that finish with a tool call.
    Shape shape;
};

/// The slice with its pools, sorted by model and category.
struct SlicePlan {
    Slice slice;
    std::vector<Pool> pools;
    std::vector<std::uint32_t> guests;  ///< Accounts that show themselves in another category.
    std::int64_t generations = 0;
};

/// A world, calibrated: everything that its generations are drawn from.
struct World {
    Profile profile;
    WorldOptions options;
    std::string id;  ///< Four characters that name profile, seed and size.
    std::vector<MarketModel> market;
    std::vector<ModelPricing> pricing;
    Accounts accounts;
    int first_month = 0;
    Engagements engagements;
    std::uint32_t spike_account = 0;  ///< Who is behind planted spikes.
    std::vector<SlicePlan> slices;    ///< From options.from to options.to.
    double tokens_per_token = 1;      ///< Real tokens that one simulated token stands for.
    std::vector<std::string> misses;  ///< Targets that raking left by more than two points.

    [[nodiscard]] const std::vector<Engagement>& month_of(const Slice& slice) const {
        return engagements[static_cast<std::size_t>(slice.month - first_month)];
    }
};

/// Makes a world of exactly options.generations generations. Fails on a profile that contradicts
/// itself or the catalog, and on options out of range.
/// REQUIRES: `catalog` outlives the world.
[[nodiscard]] Result<std::unique_ptr<World>> make_world(const Profile& profile,
                                                        const catalog::Catalog& catalog,
                                                        const WorldOptions& options);

}  // namespace orrery::simulate
