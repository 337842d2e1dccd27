#include "simulate/world/adoption.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include "simulate/random.h"

namespace orrery::simulate {
namespace {

/// Small models are tried more often than their tokens say.
constexpr double standing_exponent = 0.5;
constexpr std::size_t holdings_max = 8;

enum Draw : std::uint64_t { leaves = 1, active, stays, returns, tries, which_work, which, locks };

/// A model that an account uses, or has left.
struct Holding {
    std::uint16_t model = 0;
    std::uint8_t category = 0;
    bool is_locked = false;
    bool is_left = false;
    int since = 0;
    int used = 0;  ///< Months of use so far.
};

/// For each month and category, a cumulative table of what is tried.
class Standing {
public:
    Standing(const std::vector<MarketModel>& market, const MonthlyMarket& monthly) {
        for (const TokenCells& cells : monthly.months) {
            auto& month = tables_.emplace_back();
            for (std::size_t c = 0; c < category_count; ++c) {
                double sum = 0;
                for (std::size_t k = 0; k < market.size(); ++k) {
                    const auto* tuning = market[k].tuning;
                    sum += std::pow(cells[cell_of(k, c)], standing_exponent) *
                           (tuning == nullptr ? 1.0 : tuning->tries);
                    month[c].push_back(sum);
                }
            }
        }
    }

    /// Draws a model; `none` where nothing is on offer.
    [[nodiscard]] int draw(std::size_t month, std::size_t category, double u) const {
        const auto& table = tables_[month][category];
        if (table.empty() || table.back() <= 0) {
            return none;
        }
        const auto found = std::ranges::upper_bound(table, u * table.back());
        return static_cast<int>(
            std::min<std::ptrdiff_t>(found - table.begin(), std::ssize(table) - 1));
    }

    static constexpr int none = -1;

private:
    std::vector<std::array<std::vector<double>, category_count>> tables_;
};

void sort_by_pool(std::vector<Engagement>& engagements) {
    std::ranges::sort(engagements, {}, [](const Engagement& engagement) {
        return std::tuple(engagement.model, engagement.category, engagement.account);
    });
}

/// What the profile plants on single models, by the model's place in the market.
struct Plants {
    struct Lock {
        int model = 0;
        int month = 0;
        double share = 0;
    };
    struct Return {
        int model = 0;
        int cohort = 0;
        int month = 0;
        double share = 0;
    };
    std::vector<Lock> locks;
    std::vector<Return> returns;

    Plants(const Profile& profile, const std::vector<MarketModel>& market) {
        const auto place = [&](const std::string& slug) {
            const auto found = std::ranges::find(
                market, slug, [](const MarketModel& model) { return model.facts->slug; });
            return static_cast<int>(found - market.begin());
        };
        for (const Slipper& slipper : profile.slippers) {
            const int model = place(slipper.model);
            if (model < static_cast<int>(market.size())) {
                const Day release = market[static_cast<std::size_t>(model)].release;
                locks.push_back({model, month_of(release), slipper.locked});
            }
        }
        for (const Boomerang& boomerang : profile.boomerangs) {
            returns.push_back({place(boomerang.model), boomerang.cohort,
                               boomerang.cohort + boomerang.age, boomerang.returns});
        }
    }
};

/// Lives one account's life, month by month.
class Life {
public:
    Life(const Profile& profile, const Standing& standing, const Plants& plants,
         const Account& account, std::uint32_t number, std::uint64_t key)
        : people_(profile.population),
          standing_(standing),
          plants_(plants),
          account_(account),
          number_(number),
          key_(key) {}

    void live(const MonthlyMarket& monthly, Engagements& into) {
        const int first = month_of(account_.signup);
        const int end = monthly.first_month + static_cast<int>(monthly.months.size());
        for (int month = std::max(first, monthly.first_month); month < end; ++month) {
            // Who found what nothing else does stays; nobody else's leaving depends on age.
            if (month > first && !is_anchored() &&
                uniform(key_, Draw::leaves, month) < people_.churn) {
                return;
            }
            const auto at = static_cast<std::size_t>(month - monthly.first_month);
            const bool is_active =
                month == first || uniform(key_, Draw::active, month) < people_.active;
            step(month, at, is_active);
            if (is_active) {
                engage(month, into[at]);
            }
        }
    }

private:
    [[nodiscard]] bool is_anchored() const {
        return std::ranges::any_of(holdings_, [](const Holding& holding) {
            return holding.is_locked && !holding.is_left;
        });
    }

    void step(int month, std::size_t at, bool is_active) {
        for (Holding& holding : holdings_) {
            const std::uint64_t key = key_of(key_, holding.model, month);
            if (holding.is_left) {
                holding.is_left = uniform(key, Draw::returns) >= returns_of(holding, month);
                holding.used = holding.is_left ? holding.used : 1;
                continue;
            }
            const double stays = holding.is_locked   ? people_.stays_locked
                                 : holding.used <= 1 ? people_.stays_first
                                                     : people_.stays_later;
            holding.is_left = uniform(key, Draw::stays) >= stays;
            ++holding.used;
        }
        if (!is_active) {
            return;
        }
        const bool is_first = month == month_of(account_.signup);
        int tries = poisson(is_first ? people_.tries_first : people_.tries_later,
                            uniform(key_, Draw::tries, month));
        const bool has_none =
            std::ranges::all_of(holdings_, [](const Holding& holding) { return holding.is_left; });
        tries += is_first || has_none ? 1 : 0;
        for (int i = 0; i < tries && holdings_.size() < holdings_max; ++i) {
            attempt(month, at, i);
        }
    }

    [[nodiscard]] double returns_of(const Holding& holding, int month) const {
        for (const auto& planted : plants_.returns) {
            if (planted.model == holding.model && planted.cohort == holding.since &&
                planted.month == month) {
                return planted.share;
            }
        }
        return people_.returns;
    }

    void attempt(int month, std::size_t at, int i) {
        // The main workload gets three tries in five.
        const double u = uniform(key_, Draw::which_work, month, i);
        const std::size_t work =
            u < 0.6 ? 0
                    : std::min<std::size_t>(
                          static_cast<std::size_t>((u - 0.6) / 0.4 * account_.workload_count),
                          account_.workload_count - 1U);
        const std::uint8_t category = account_.workloads[work];
        const int model = standing_.draw(at, category, uniform(key_, Draw::which, month, i));
        const bool is_known = std::ranges::any_of(
            holdings_, [&](const Holding& holding) { return holding.model == model; });
        if (model == Standing::none || is_known) {
            return;
        }
        Holding holding;
        holding.model = static_cast<std::uint16_t>(model);
        holding.category = category;
        holding.since = month;
        for (const auto& lock : plants_.locks) {
            holding.is_locked |= lock.model == model && lock.month == month &&
                                 uniform(key_, Draw::locks, model) < lock.share;
        }
        holdings_.push_back(holding);
    }

    void engage(int month, std::vector<Engagement>& into) const {
        for (const Holding& holding : holdings_) {
            if (holding.is_left) {
                continue;
            }
            const double weight = holding.is_locked ? 3.0 : holding.since == month ? 0.3 : 1.0;
            into.push_back({number_, holding.model, holding.category, holding.is_locked, false, 0,
                            static_cast<float>(weight * account_.volume)});
        }
    }

    const Population& people_;
    const Standing& standing_;
    const Plants& plants_;
    const Account& account_;
    std::uint32_t number_;
    std::uint64_t key_;
    std::vector<Holding> holdings_;
};

}  // namespace

void fill_gaps(const MonthlyMarket& monthly, std::uint64_t seed, Engagements& engagements) {
    for (std::size_t month = 0; month < engagements.size(); ++month) {
        auto& all = engagements[month];
        const TokenCells& tokens = monthly.months[month];
        std::vector<bool> is_filled(tokens.size(), false);
        std::vector<std::vector<std::uint32_t>> of_model(tokens.size() / category_count);
        std::array<std::vector<std::uint32_t>, category_count> of_category;
        for (const Engagement& engagement : all) {
            is_filled[cell_of(engagement.model, engagement.category)] = true;
            of_model[engagement.model].push_back(engagement.account);
            of_category[engagement.category].push_back(engagement.account);
        }
        const std::size_t chosen = all.size();
        for (std::size_t cell = 0; cell < tokens.size(); ++cell) {
            const auto& same_model = of_model[cell / category_count];
            const auto& same_work = of_category[cell % category_count];
            const auto& accounts = same_model.empty() ? same_work : same_model;
            if (tokens[cell] <= 0 || is_filled[cell] || (accounts.empty() && chosen == 0)) {
                continue;
            }
            const std::uint64_t key = key_of(seed, 0x9a9, month, cell);
            Engagement engagement;
            engagement.account =
                accounts.empty() ? all[key % chosen].account : accounts[key % accounts.size()];
            engagement.model = static_cast<std::uint16_t>(cell / category_count);
            engagement.category = static_cast<std::uint8_t>(cell % category_count);
            engagement.is_occasional = true;
            engagement.volume = 1;
            all.push_back(engagement);
        }
        sort_by_pool(all);
    }
}

Engagements adopt(const Profile& profile, const std::vector<MarketModel>& market,
                  const MonthlyMarket& monthly, const Accounts& accounts, std::uint64_t seed,
                  int threads) {
    const Standing standing(market, monthly);
    const Plants plants(profile, market);
    const auto parts = static_cast<std::size_t>(std::max(1, threads));
    std::vector<Engagements> found(parts, Engagements(monthly.months.size()));
    const auto work = [&](std::size_t part) {
        const std::size_t all = accounts.all.size();
        for (std::size_t i = all * part / parts; i < all * (part + 1) / parts; ++i) {
            Life life(profile, standing, plants, accounts.all[i], static_cast<std::uint32_t>(i),
                      key_of(seed, 0x11fe, i));
            life.live(monthly, found[part]);
        }
    };
    {
        std::vector<std::jthread> workers;
        for (std::size_t part = 0; part < parts; ++part) {
            workers.emplace_back(work, part);
        }
    }
    Engagements engagements(monthly.months.size());
    for (std::size_t month = 0; month < engagements.size(); ++month) {
        auto& all = engagements[month];
        for (const Engagements& part : found) {
            all.insert(all.end(), part[month].begin(), part[month].end());
        }
    }
    return engagements;
}

}  // namespace orrery::simulate
