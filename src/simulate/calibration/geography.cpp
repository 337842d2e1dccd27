#include "simulate/calibration/geography.h"

#include <algorithm>
#include <array>

namespace orrery::simulate {
namespace {

constexpr int rounds = 40;

/// Who one pool (a model's generations of a category in a month) belongs to, by continent and
/// language: weights that factors scale, and the one generation that every engagement surely has.
struct PoolMix {
    std::size_t cell = 0;
    std::vector<double> volume;
    std::vector<double> shown;
    std::vector<double> paying_volume;  ///< Of accounts that do not bring a key of their own.
    std::vector<double> paying_shown;

    PoolMix(std::size_t place, std::size_t groups)
        : cell(place),
          volume(groups, 0.0),
          shown(groups, 0.0),
          paying_volume(groups, 0.0),
          paying_shown(groups, 0.0) {}
};

/// The languages that have a share to meet, and the rest as one.
struct LanguageGroups {
    std::vector<std::size_t> of_language;
    std::vector<double> shares;

    LanguageGroups(const Profile& profile, const Accounts& accounts) {
        double rest = 1;
        for (const LanguageTarget& target : profile.languages) {
            shares.push_back(target.share);
            rest -= target.share;
        }
        shares.push_back(rest);
        for (const std::string& language : accounts.languages) {
            const auto found =
                std::ranges::find(profile.languages, language, &LanguageTarget::language);
            of_language.push_back(static_cast<std::size_t>(found - profile.languages.begin()));
        }
    }
};

std::vector<PoolMix> mixes_of(const Accounts& accounts, const LanguageGroups& groups,
                              const std::vector<Engagement>& engagements) {
    const std::size_t languages = groups.shares.size();
    std::vector<PoolMix> mixes;
    for (const Engagement& engagement : engagements) {
        const std::size_t cell = cell_of(engagement.model, engagement.category);
        if (mixes.empty() || mixes.back().cell != cell) {
            mixes.emplace_back(cell, continent_count * languages);
        }
        const Account& account = accounts.all[engagement.account];
        const std::size_t group = static_cast<std::size_t>(account.continent) * languages +
                                  groups.of_language[account.language];
        PoolMix& mix = mixes.back();
        mix.volume[group] += engagement.volume;
        mix.shown[group] += engagement.is_occasional ? 0 : 1;
        mix.paying_volume[group] += account.is_byok ? 0 : engagement.volume;
        mix.paying_shown[group] += account.is_byok || engagement.is_occasional ? 0 : 1;
    }
    return mixes;
}

struct Factors {
    std::array<double, continent_count> continent{};
    std::vector<double> language;

    [[nodiscard]] double of(std::size_t group) const {
        return continent[group / language.size()] * language[group % language.size()];
    }
};

/// Sums what the factors give each continent in spend and each language in tokens.
struct Outcome {
    std::array<double, continent_count> spend{};
    std::vector<double> tokens;
    double spend_sum = 0;
    double tokens_sum = 0;

    void add(const PoolMix& mix, const Factors& factors, const MonthVolume& month) {
        const std::size_t languages = factors.language.size();
        double volume = 0;
        double shown = 0;
        for (std::size_t i = 0; i < mix.volume.size(); ++i) {
            volume += mix.volume[i] * factors.of(i);
            shown += mix.shown[i];
        }
        const double generations = std::max(month.generations[mix.cell], 1e-9);
        const double each = std::max(0.0, generations - shown) / std::max(volume, 1e-12);
        const double all = std::max(generations, shown);
        for (std::size_t i = 0; i < mix.volume.size(); ++i) {
            const double used = (mix.shown[i] + each * mix.volume[i] * factors.of(i)) / all;
            const double paid =
                (mix.paying_shown[i] + each * mix.paying_volume[i] * factors.of(i)) / all;
            spend[i / languages] += paid * month.spend[mix.cell];
            spend_sum += paid * month.spend[mix.cell];
            tokens[i % languages] += used * month.tokens[mix.cell];
            tokens_sum += used * month.tokens[mix.cell];
        }
    }
};

Outcome outcome_of(const std::vector<PoolMix>& mixes, const Factors& factors,
                   const MonthVolume& month) {
    Outcome outcome;
    outcome.tokens.assign(factors.language.size(), 0.0);
    for (const PoolMix& mix : mixes) {
        outcome.add(mix, factors, month);
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

void rake_accounts(const Profile& profile, const Accounts& accounts, const MonthVolume& month,
                   std::vector<Engagement>& engagements) {
    if (profile.spend.empty() && profile.languages.empty()) {
        return;
    }
    const LanguageGroups groups(profile, accounts);
    const auto mixes = mixes_of(accounts, groups, engagements);
    Factors factors;
    factors.continent.fill(1);
    factors.language.assign(groups.shares.size(), 1.0);
    const auto wanted = wanted_spend(profile, month_start(month.month) + 14);
    const auto toward = [](double share, double measured, double sum) {
        // A group too small for its share stays small: no factor runs away with the rounds.
        return measured > 1e-9 * sum && share > 0 ? std::min(share * sum / measured, 4.0) : 1.0;
    };
    constexpr double factor_max = 1e6;
    for (int round = 0; round < rounds; ++round) {
        Outcome outcome = outcome_of(mixes, factors, month);
        for (std::size_t g = 0; g < continent_count && !profile.spend.empty(); ++g) {
            factors.continent[g] *= toward(wanted[g], outcome.spend[g], outcome.spend_sum);
            factors.continent[g] = std::clamp(factors.continent[g], 1 / factor_max, factor_max);
        }
        outcome = outcome_of(mixes, factors, month);
        for (std::size_t l = 0; l < groups.shares.size() && !profile.languages.empty(); ++l) {
            factors.language[l] *= toward(groups.shares[l], outcome.tokens[l], outcome.tokens_sum);
            factors.language[l] = std::clamp(factors.language[l], 1 / factor_max, factor_max);
        }
    }
    for (Engagement& engagement : engagements) {
        const Account& account = accounts.all[engagement.account];
        engagement.volume *=
            static_cast<float>(factors.continent[static_cast<std::size_t>(account.continent)] *
                               factors.language[groups.of_language[account.language]]);
    }
}

}  // namespace orrery::simulate
