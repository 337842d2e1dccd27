#include "simulate/calibration/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "simulate/calibration/geography.h"
#include "simulate/calibration/pools.h"
#include "simulate/parallel.h"
#include "simulate/random.h"

namespace orrery::simulate {
namespace {

constexpr std::int64_t generations_max = 1'000'000'000'000;
constexpr std::int64_t accounts_max = 20'000'000;
constexpr Day days_max = 20 * 366;

Status check_options(const Profile& profile, WorldOptions& options) {
    options.from = options.from == 0 ? profile.history_from : options.from;
    options.to = options.to == 0 ? profile.stated_to : options.to;
    if (options.generations < 1 || options.generations > generations_max) {
        return fail(ErrorKind::usage,
                    fmt::format("a world has between 1 and {} generations", generations_max),
                    "--generations", "give a count such as 2000000");
    }
    if (options.accounts < 1 || options.accounts > accounts_max) {
        return fail(ErrorKind::usage,
                    fmt::format("a world has between 1 and {} accounts", accounts_max),
                    "--accounts", "give a count such as 50000");
    }
    if (options.from < profile.history_from) {
        return fail(
            ErrorKind::usage,
            fmt::format("the profile's history begins on {}", iso_day(profile.history_from)),
            "--from", "begin later, or give the profile an earlier history_from");
    }
    if (options.to < options.from) {
        return fail(ErrorKind::usage,
                    fmt::format("the world ends on {}, before it begins on {}", iso_day(options.to),
                                iso_day(options.from)),
                    "--from, --to", "put the days in order");
    }
    if (options.to - profile.history_from > days_max) {
        return fail(ErrorKind::usage,
                    fmt::format("from the start of the profile's history on {} to {} are more than "
                                "twenty years",
                                iso_day(profile.history_from), iso_day(options.to)),
                    "--to", "end earlier");
    }
    return {};
}

/// Grows with every change of this module that makes other generations from the same options.
constexpr int generator_version = 1;

/// Names a world by all that its generations depend on.
std::string world_id(const Profile& profile, const WorldOptions& options,
                     const catalog::Catalog& catalog) {
    const std::uint64_t hash = fnv1a(fmt::format(
        "{} {} {} {} {} {} {} {}", generator_version, profile.fingerprint, catalog.fingerprint(),
        options.generations, options.accounts, options.seed, options.from, options.to));
    constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    std::string id;
    for (std::uint64_t rest = mix(hash), i = 0; i < 4; ++i, rest /= digits.size()) {
        id += digits[rest % digits.size()];
    }
    return id;
}

/// Builds the plan step by step from the world's parts.
class Planner {
public:
    explicit Planner(World& world) : world_(world) {}

    Status run(std::uint64_t seed) {
        const Profile& profile = world_.profile;
        const Day end = world_.options.to;
        // Cut where the world begins, so that it has no day before.
        slices_ = slices_of(profile.history_from, world_.options.from - 1);
        std::ranges::copy(slices_of(world_.options.from, end), std::back_inserter(slices_));
        auto raked = rake(profile, world_.market, slices_, world_.options.threads);
        if (!raked) {
            return std::unexpected(raked.error());
        }
        tokens_ = std::move(*raked);
        if (is_empty()) {
            return fail(ErrorKind::usage,
                        fmt::format("no model of the catalog was released by {}", iso_day(end)),
                        "--to", "end later");
        }
        world_.misses = tokens_.misses;
        world_.options.on_progress(0.5);
        world_.pricing = price_models(profile, world_.market, slices_, tokens_);
        world_.first_month = simulate::month_of(profile.history_from);
        world_.engagements =
            adopt(profile, world_.market, monthly(), world_.accounts, seed, world_.options.threads);
        fill_gaps(monthly(), seed, world_.engagements);
        world_.options.on_progress(0.8);
        settle_accounts();
        plan_pools(world_, slices_, tokens_, seed);
        world_.options.on_progress(1);
        return {};
    }

private:
    /// Tells whether no day of the world has a token.
    [[nodiscard]] bool is_empty() const {
        for (std::size_t i = 0; i < slices_.size(); ++i) {
            const auto has_tokens = [](double cell) { return cell > 0; };
            if (slices_[i].first >= world_.options.from &&
                std::ranges::any_of(tokens_.slices[i], has_tokens)) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] Shape shape(const Slice& slice, std::size_t model, std::size_t category) const {
        return shape_of(world_.profile, world_.market[model], world_.pricing[model], category,
                        slice.middle());
    }

    [[nodiscard]] MonthlyMarket monthly() const {
        MonthlyMarket monthly;
        monthly.first_month = world_.first_month;
        for (std::size_t i = 0; i < slices_.size(); ++i) {
            const auto month = static_cast<std::size_t>(slices_[i].month - monthly.first_month);
            if (month == monthly.months.size()) {
                monthly.months.emplace_back(tokens_.slices[i].size(), 0.0);
            }
            for (std::size_t cell = 0; cell < tokens_.slices[i].size(); ++cell) {
                monthly.months[month][cell] += tokens_.slices[i][cell];
            }
        }
        return monthly;
    }

    /// Rakes who the accounts are, month by month, against what that month holds.
    void settle_accounts() {
        std::vector<MonthVolume> months(world_.engagements.size());
        double generations = 0;
        for (std::size_t i = 0; i < slices_.size(); ++i) {
            MonthVolume& month =
                months[static_cast<std::size_t>(slices_[i].month - world_.first_month)];
            month.month = slices_[i].month;
            const double added = add_slice(i, month);
            generations += slices_[i].last >= world_.options.from ? added : 0;
        }
        const double scale = static_cast<double>(world_.options.generations) / generations;
        parallel_for(months.size(), world_.options.threads, [&](std::size_t i) {
            for (double& cell : months[i].generations) {
                cell *= scale;
            }
            rake_accounts(world_.profile, world_.accounts, months[i], world_.engagements[i]);
        });
    }

    /// Adds a slice to its month and returns its generations, not yet scaled.
    double add_slice(std::size_t at, MonthVolume& month) const {
        const TokenCells& tokens = tokens_.slices[at];
        for (auto* cells : {&month.tokens, &month.spend, &month.generations}) {
            cells->resize(tokens.size(), 0.0);
        }
        double generations = 0;
        for (std::size_t cell = 0; cell < tokens.size(); ++cell) {
            if (tokens[cell] > 0) {
                const std::size_t model = cell / category_count;
                const Shape found = shape(slices_[at], model, cell % category_count);
                const double here = tokens[cell] / found.tokens();
                month.tokens[cell] += tokens[cell];
                month.spend[cell] += here * charge_of(found, world_.pricing[model]);
                month.generations[cell] += here;
                generations += here;
            }
        }
        return generations;
    }

    World& world_;
    std::vector<Slice> slices_;
    TokenPlan tokens_;
};

}  // namespace

Result<std::unique_ptr<World>> make_world(const Profile& profile, const catalog::Catalog& catalog,
                                          const WorldOptions& options) {
    auto world = std::make_unique<World>();
    world->profile = profile;
    world->options = options;
    if (auto checked = check_options(world->profile, world->options); !checked) {
        return std::unexpected(checked.error());
    }
    const std::uint64_t seed = key_of(options.seed, 0x0eeeU);
    const Day end = world->options.to;
    world->id = world_id(world->profile, world->options, catalog);
    world->market = market_of(catalog, world->profile, seed, end);
    if (auto fits = check_against_market(world->profile, world->market, catalog); !fits) {
        return std::unexpected(fits.error());
    }
    world->accounts = population_of(world->profile, catalog, seed, options.accounts,
                                    world->profile.history_from, end);
    if (auto planned = Planner(*world).run(seed); !planned) {
        return std::unexpected(planned.error());
    }
    return world;
}

}  // namespace orrery::simulate
