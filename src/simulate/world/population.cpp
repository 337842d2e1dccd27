#include "simulate/world/population.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "simulate/random.h"

namespace orrery::simulate {
namespace {

/// Addresses of an account's random numbers.
enum Draw : std::uint64_t { where = 1, tongue, agent, byok, size, work, work_count, day };

Continent continent_of(const catalog::Catalog& catalog, const std::string& alpha2) {
    const auto* country = catalog.country(alpha2);
    const std::string code = country == nullptr ? "" : country->continent_code;
    return code == "NA"   ? Continent::north_america
           : code == "EU" ? Continent::europe
           : code == "AS" ? Continent::asia
                          : Continent::other;
}

/// Returns the first place of a cumulative table whose sum exceeds u times the last.
std::size_t pick(const std::vector<double>& cumulative, double u) {
    const auto found = std::ranges::upper_bound(cumulative, u * cumulative.back());
    return std::min(static_cast<std::size_t>(found - cumulative.begin()), cumulative.size() - 1);
}

std::vector<double> signup_days(const Profile& profile, Day from, Day to) {
    std::vector<double> cumulative;
    double sum = 0;
    for (Day day = from; day <= to; ++day) {
        sum += profile.population.signups.geometric(day);
        cumulative.push_back(sum);
    }
    return cumulative;
}

/// Draws two or three different workloads for those who have more than one.
void draw_workloads(Account& account, const std::vector<double>& weights, std::uint64_t key) {
    const double many = uniform(key, Draw::work_count);
    const int wanted = many < 0.5 ? 1 : many < 0.85 ? 2 : 3;
    account.workload_count = 0;
    for (int attempt = 0; attempt < 8 && account.workload_count < wanted; ++attempt) {
        const auto drawn =
            static_cast<std::uint8_t>(pick(weights, uniform(key, Draw::work, attempt)));
        const auto known = std::span(account.workloads).first(account.workload_count);
        if (std::ranges::find(known, drawn) == known.end()) {
            account.workloads[account.workload_count++] = drawn;
        }
    }
}

}  // namespace

Accounts population_of(const Profile& profile, const catalog::Catalog& catalog, std::uint64_t seed,
                       std::int64_t accounts, Day from, Day to) {
    Accounts population;
    population.languages = {"en"};
    std::vector<double> countries;
    std::vector<std::uint16_t> local;
    std::vector<Continent> continents;
    double sum = 0;
    for (const CountryMix& mix : profile.countries) {
        countries.push_back(sum += mix.accounts);
        continents.push_back(continent_of(catalog, mix.country));
        const auto known = std::ranges::find(population.languages, mix.language);
        local.push_back(static_cast<std::uint16_t>(known - population.languages.begin()));
        if (known == population.languages.end()) {
            population.languages.push_back(mix.language);
        }
    }
    std::vector<double> workloads;
    sum = 0;
    for (const Workload& workload : profile.workloads) {
        workloads.push_back(sum += workload.accounts);
    }
    const auto days = signup_days(profile, from, to);
    const Population& people = profile.population;
    population.all.resize(static_cast<std::size_t>(accounts));
    for (std::size_t i = 0; i < population.all.size(); ++i) {
        Account& account = population.all[i];
        const std::uint64_t key = key_of(seed, 0xacc0, i);
        // Signups in order: the same number of them each day, whatever the seed.
        const double place =
            (static_cast<double>(i) + uniform(key, Draw::day)) / static_cast<double>(accounts);
        account.signup = from + static_cast<Day>(pick(days, place));
        account.country = static_cast<std::uint16_t>(pick(countries, uniform(key, Draw::where)));
        const CountryMix& mix = profile.countries[account.country];
        account.language =
            uniform(key, Draw::tongue) < mix.language_share ? local[account.country] : 0;
        account.continent = continents[account.country];
        account.is_agent = uniform(key, Draw::agent) < people.agents;
        account.is_byok = uniform(key, Draw::byok) < people.byok;
        const double sigma = people.volume_sigma;
        account.volume = static_cast<float>(
            std::exp(sigma * normal_quantile(uniform(key, Draw::size)) - sigma * sigma / 2) *
            (account.is_agent ? 6 : 1));
        draw_workloads(account, workloads, key);
    }
    population.all.front().signup = from;
    return population;
}

}  // namespace orrery::simulate
