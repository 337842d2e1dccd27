#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulate/profile/curve.h"
#include "simulate/profile/targets.h"
#include "simulate/world/calendar.h"

namespace orrery::simulate {

/// The study's twelve categories, and what it leaves out.
inline constexpr std::array<std::string_view, 13> categories = {
    "programming", "roleplay", "marketing", "marketing/seo", "technology", "science", "translation",
    "legal",       "finance",  "health",    "trivia",        "academia",   "others"};
inline constexpr std::size_t category_count = categories.size();
inline constexpr std::size_t category_others = category_count - 1;

/// A taxonomy path with its tag and its share of a category's generations.
struct TagShare {
    std::string path;
    std::string tag;
    double share = 0;
};

/// What accounts do in one category: how many have it, how its generations look.
struct Workload {
    double accounts = 0;      ///< Weight among the workloads that an account draws.
    Curve demand;             ///< Weight of its tokens before raking.
    Curve prompt;             ///< Mean prompt tokens.
    Curve completion;         ///< Mean completion tokens of a model that does not reason.
    double prompt_sigma = 1;  ///< Of the log-normals.
    double completion_sigma = 1;
    double cached = 0;  ///< Share of prompt tokens read from a cache, where there is one.
    double tools = 0;   ///< Weight in tool calls.
    double thrift = 0;  ///< How much it shuns price: appeal falls with this power of it.
    double turns = 1;   ///< Mean generations of a session.
    std::vector<TagShare> tags;
};

/// What is said of one model beyond the catalog.
struct ModelTuning {
    std::string slug;
    double weight = 1;
    std::optional<double> half_life_weeks;
    std::optional<double> price;  ///< Effective USD per million tokens that pricing meets.
    std::optional<double> free;   ///< Share of generations on the free variant.
    double cached = 1;            ///< Factor on the workload's cached share.
    double spread = 1;            ///< Factor on the spread of its lengths.
    double tools = 1;             ///< Inclination to call tools.
    double tries = 1;             ///< How often it is tried, against its weight.
};

/// Multiplies the base of some models in some categories: who is good at what.
struct Affinity {
    Selector who;
    double factor = 1;
};

struct CountryMix {
    std::string country;
    double accounts = 0;
    std::string language;  ///< Of those accounts that do not write English.
    double language_share = 0;
};

struct Population {
    Curve signups;             ///< Relative number of new accounts a day.
    double churn = 0.06;       ///< Chance to leave for good, a month. Memoryless.
    double active = 0.93;      ///< Chance to be active in a month.
    double tries_first = 1.6;  ///< Mean models tried in the first month, beyond the first.
    double tries_later = 0.5;
    double stays_first = 0.4;  ///< Chance that a tried model is used in the month after.
    double stays_later = 0.75;
    double stays_locked = 0.97;
    double returns = 0.01;  ///< Chance to come back to a model that was left.
    double volume_sigma = 1.8;
    double agents = 0.1;  ///< Share of accounts that are programs.
    double byok = 0.04;
};

/// Launch-month adopters of whom some find solved what nothing solved before.
struct Slipper {
    std::string model;
    double locked = 0;  ///< Share of the launch month's adopters that stays.
};

/// A cohort of which many come back some months later.
struct Boomerang {
    std::string model;
    int cohort = 0;      ///< Month of first use.
    int age = 0;         ///< Months until they return.
    double returns = 0;  ///< Share of the absent that does.
};

/// One account that floods the platform for some days.
struct Spike {
    Day from = 0;
    Day to = 0;
    std::string model;
    std::string category;
    double share = 0;  ///< Of all tokens of those days.
};

}  // namespace orrery::simulate
