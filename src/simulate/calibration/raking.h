#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "simulate/profile/profile.h"
#include "simulate/world/calendar.h"
#include "simulate/world/market.h"

namespace orrery::simulate {

/// Expected tokens by model and category: one number for each cell, models outermost.
using TokenCells = std::vector<double>;

[[nodiscard]] constexpr std::size_t cell_of(std::size_t model, std::size_t category) {
    return model * category_count + category;
}

/// Expected tokens of the world for each slice, in real tokens (not yet scaled to generations).
struct TokenPlan {
    std::vector<TokenCells> slices;
    std::vector<std::string> misses;  ///< Targets that raking left by more than two points.
};

/// Spreads each slice's volume over models and categories: in proportion to appeal, affinity and
/// demand, then raked to the profile's shares in each slice and to its totals over the stated
/// window. Raking is iterative proportional fitting (Deming and Stephan 1940; Csiszár 1975): the
/// closest table, in relative entropy, that has the margins. Fails where targets contradict each
/// other by more than ten points, and names them.
[[nodiscard]] Result<TokenPlan> rake(const Profile& profile, const std::vector<MarketModel>& market,
                                     const std::vector<Slice>& slices, int threads);

}  // namespace orrery::simulate
