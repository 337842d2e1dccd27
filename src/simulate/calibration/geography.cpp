#include "simulate/calibration/geography.h"

#include <algorithm>
#include <array>

namespace orrery::simulate {
namespace {

constexpr int rounds = 60;

/// Volumes of one pool (a model's generations of a category) by continent and language.
struct PoolMix {
    std::size_t cell = 0;
    std::vector<double> volume;  ///< continent x language
};

std::vector<PoolMix> mixes_of(const Accounts& accounts, const std::vector<Engagement>& engagements) {
    const std::size_t languages = accounts.languages.size();
    std::vector<PoolMix> mixes;
    for (const Engagement& engagement : engagements) {
        const std::size_t cell = cell_of(engagement.model, engagement.category);
        if (mixes.empty() || mixes.back().cell != cell) {
            mixes.push_back({cell, std::vector<double>(continent_count * languages, 0.0)});
        }
        const Account& account = accounts.all[engagement.account];
        mixes.back().volume[static_cast<std::size_t>(account.continent) * languages +
                            account.language] += engagement.volume;
    }
    return mixes;
}

struct Factors {
    std::array<double, continent_count> continent{};
    std::vector<double> language;
};

/// Sums what the factors give each continent in spend and each language in tokens.
struct Outcome {
    std::array<double, continent_count> spend{};
    std::vector<double> tokens;
    double spend_sum = 0;
    double tokens_sum = 0;
};

Outcome outcome_of(const std::vector<PoolMix>& mixes, const Factors& factors,
                   const TokenCells& tokens, const TokenCells& spend) {
    const std::size_t languages = factors.language.size();
    Outcome outcome;
    outcome.tokens.assign(languages, 0.0);
    for (const PoolMix& mix : mixes) {
        double sum = 0;
        for (std::size_t i = 0; i < mix.volume.size(); ++i) {
            sum += mix.volume[i] * factors.continent[i / languages] *
                   factors.language[i % languages];
        }
        for (std::size_t i = 0; sum > 0 && i < mix.volume.size(); ++i) {
            const double share = mix.volume[i] * factors.continent[i / languages] *
                                 factors.language[i % languages] / sum;
            outcome.spend[i / languages] += share * spend[mix.cell];
            outcome.tokens[i % languages] += share * tokens[mix.cell];
        }
        outcome.spend_sum += spend[mix.cell];
        outcome.tokens_sum += tokens[mix.cell];
    }
    return outcome;
}

std::array<double, continent_count> wanted_spend(const Profile& profile, double day) {
    constexpr std::array<std::string_view, continent_count> names = {"NA", "EU", "AS", ""};
    std::array<double, continent_count> wanted{};
    double rest = 1;
    for (const SpendTarget& target : profile.spend) {
        for (std::size_t g = 0; g < continent_count; ++g) {
            if (names[g] == target.continent) {
                wanted[g] = target.share.at(day);
                rest -= wanted[g];
            }
        }
    }
    wanted.back() = rest;
    return wanted;
}

}  // namespace

void rake_accounts(const Profile& profile, const Accounts& accounts, const TokenCells& tokens,
                   const TokenCells& spend, int month, std::vector<Engagement>& engagements) {
    if (profile.spend.empty() && profile.languages.empty()) {
        return;
    }
    const auto mixes = mixes_of(accounts, engagements);
    Factors factors;
    factors.continent.fill(1);
    factors.language.assign(accounts.languages.size(), 1.0);
    const auto wanted = wanted_spend(profile, month_start(month) + 14);
    for (int round = 0; round < rounds; ++round) {
        Outcome outcome = outcome_of(mixes, factors, tokens, spend);
        for (std::size_t g = 0; g < continent_count && !profile.spend.empty(); ++g) {
            const double share = outcome.spend[g] / outcome.spend_sum;
            factors.continent[g] *= share > 0 && wanted[g] > 0 ? wanted[g] / share : 1;
        }
        outcome = outcome_of(mixes, factors, tokens, spend);
        double rest = 1;
        double rest_tokens = outcome.tokens_sum;
        for (const LanguageTarget& target : profile.languages) {
            for (std::size_t l = 0; l < accounts.languages.size(); ++l) {
                if (accounts.languages[l] == target.language && outcome.tokens[l] > 0) {
                    factors.language[l] *= target.share * outcome.tokens_sum / outcome.tokens[l];
                    rest -= target.share;
                    rest_tokens -= outcome.tokens[l];
                }
            }
        }
        // The languages without a target share what is left.
        for (std::size_t l = 0; l < accounts.languages.size() && rest_tokens > 0; ++l) {
            const bool is_free = std::ranges::none_of(profile.languages, [&](const auto& target) {
                return target.language == accounts.languages[l];
            });
            factors.language[l] *=
                is_free && !profile.languages.empty() ? rest * outcome.tokens_sum / rest_tokens : 1;
        }
    }
    for (Engagement& engagement : engagements) {
        const Account& account = accounts.all[engagement.account];
        engagement.volume *=
            static_cast<float>(factors.continent[static_cast<std::size_t>(account.continent)] *
                               factors.language[account.language]);
    }
}

}  // namespace orrery::simulate
