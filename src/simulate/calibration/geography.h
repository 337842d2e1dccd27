#pragma once

#include "simulate/calibration/pricing.h"
#include "simulate/world/adoption.h"

namespace orrery::simulate {

/// What a month holds, by model and category.
struct MonthVolume {
    int month = 0;
    TokenCells tokens;
    TokenCells spend;        ///< USD of real tokens.
    TokenCells generations;  ///< Simulated ones.
};

/// Scales the volumes of a month's engagements so that continents have their stated shares of
/// spend and prompt languages theirs of tokens. Within a model's generations of a category only
/// the split among accounts moves: no model and no category gains or loses by it.
void rake_accounts(const Profile& profile, const Accounts& accounts, const MonthVolume& month,
                   std::vector<Engagement>& engagements);

}  // namespace orrery::simulate
