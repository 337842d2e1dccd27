#pragma once

#include <cstdint>
#include <vector>

#include "simulate/calibration/raking.h"
#include "simulate/world/population.h"

namespace orrery::simulate {

/// An account's use of a model for a workload in one month.
struct Engagement {
    std::uint32_t account = 0;
    std::uint16_t model = 0;
    std::uint8_t category = 0;
    bool is_locked = false;      ///< The model that solved what nothing had solved before.
    bool is_occasional = false;  ///< Fills a gap; does not have to show itself.
    std::uint8_t shows_in = 0;   ///< Day of the month on which the slice begins that
                                 ///< surely holds a generation of it; 0 is none.
    float volume = 0;            ///< Weight within the model's generations of the category.
};

/// Engagements by month since the world's first, each sorted by model, category and account.
using Engagements = std::vector<std::vector<Engagement>>;

/// What months look like to those who choose: tokens by model and category.
struct MonthlyMarket {
    int first_month = 0;
    std::vector<TokenCells> months;
};

/// Finds somebody for what nobody chose: for each model and category with tokens in a month but no
/// engagement, an account that uses the model for something else, or else one with that workload.
void fill_gaps(const MonthlyMarket& monthly, std::uint64_t seed, Engagements& engagements);

/// Lets every account live from its signup to the end of the world. Each month an active account
/// keeps or leaves each model it uses, may come back to one it left, and tries new ones in
/// proportion to their standing in its workload. In the launch month of a slipper's model some
/// adopters find solved what nothing solved before, and stay.
[[nodiscard]] Engagements adopt(const Profile& profile, const std::vector<MarketModel>& market,
                                const MonthlyMarket& monthly, const Accounts& accounts,
                                std::uint64_t seed, int threads);

}  // namespace orrery::simulate
