#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "simulate/profile/behaviour.h"
#include "simulate/profile/targets.h"

namespace orrery::simulate {

struct Profile {
    std::string name;
    std::string fingerprint;
    Day history_from = 0;
    Day stated_from = 0;  ///< The window that totals speak of.
    Day stated_to = 0;
    Curve volume;            ///< Trillion tokens a week, geometric between knots.
    double price_slope = 0;  ///< Elasticity of a model's weight on its price.
    /// Usage gained by a 10 % lower price, across models, that raking meets.
    std::optional<double> price_cut_gain;
    double weight_sigma = 1;
    double half_life_weeks = 30;
    Curve tools;  ///< Share of tokens that finish with a tool call.
    double errors = 0.01;
    double cancelled = 0.02;
    Day labels_from = 0;
    double label_rate = 1;
    Population population;
    std::array<Workload, category_count> workloads;
    std::vector<CountryMix> countries;
    std::vector<SpendTarget> spend;
    std::vector<LanguageTarget> languages;
    std::vector<ModelTuning> models;
    std::vector<Affinity> affinities;
    std::vector<ShareTarget> shares;
    std::vector<TotalTarget> totals;
    std::vector<Slipper> slippers;
    std::vector<Boomerang> boomerangs;
    std::vector<Spike> spikes;

    /// Returns what the profile says of a model, or nullptr.
    [[nodiscard]] const ModelTuning* tuning(std::string_view slug) const;
};

/// Lists the profiles that the binary carries.
[[nodiscard]] std::vector<std::string> profile_names();

/// Loads a built-in profile by its name, or a TOML file by its path. Fails with place and reason on
/// what cannot be: an unknown key or name, a share above 1, shares of one whole that sum above 1.
[[nodiscard]] Result<Profile> load_profile(const std::string& name_or_path);

/// Parses a profile's text; `where` names it in errors.
[[nodiscard]] Result<Profile> parse_profile(const std::string& text, const std::string& where);

/// Returns the text of a built-in profile, for a user to copy and change.
[[nodiscard]] Result<std::string> profile_text(const std::string& name);

}  // namespace orrery::simulate
