#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "simulate/profile/profile.h"
#include "simulate/world/calendar.h"

namespace orrery::simulate {

/// The four parts of the world whose shares of spend are raked; others are one.
enum class Continent : std::uint8_t { north_america, europe, asia, other };
inline constexpr std::size_t continent_count = 4;

/// One customer of the platform.
struct Account {
    Day signup = 0;
    std::uint16_t country = 0;   ///< Index into the profile's countries.
    std::uint16_t language = 0;  ///< Index into Population::languages.
    Continent continent = Continent::other;
    bool is_agent = false;  ///< A program: larger, steadier, through the night.
    bool is_byok = false;
    float volume = 1;                       ///< Log-normal, mean 1 over persons.
    std::uint8_t workloads[3] = {0, 0, 0};  ///< Categories, the first the main one.
    std::uint8_t workload_count = 1;
};

struct Accounts {
    std::vector<Account> all;
    std::vector<std::string> languages;
};

/// Draws the accounts: signups follow the profile's curve between the days, everything else is
/// independent of it. The first account is there from the first day. REQUIRES: accounts > 0.
[[nodiscard]] Accounts population_of(const Profile& profile, const catalog::Catalog& catalog,
                                     std::uint64_t seed, std::int64_t accounts, Day from, Day to);

}  // namespace orrery::simulate
