#include "simulate/truth.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/file.h"
#include "simulate/rows/output.h"

namespace orrery::simulate {
namespace {

/// Expected tokens, in the simulated count.
double tokens_of(const World& world, const Pool& pool) {
    return static_cast<double>(pool.generations) * pool.shape.tokens() * (1 - world.profile.errors);
}

std::string weeks_csv(const World& world) {
    std::map<std::tuple<Day, std::string_view, std::string_view>, std::pair<double, std::int64_t>>
        sums;
    for (const SlicePlan& plan : world.slices) {
        for (const Pool& pool : plan.pools) {
            auto& [tokens, generations] =
                sums[{plan.slice.week, catalog::name_of(world.market[pool.model].source_class),
                      categories[pool.category]}];
            tokens += tokens_of(world, pool);
            generations += pool.generations;
        }
    }
    std::string text = "week,source_class,category,tokens,generations\n";
    for (const auto& [key, sum] : sums) {
        const auto& [week, source_class, category] = key;
        text += fmt::format("{},{},{},{:.0f},{}\n", iso_day(week), source_class, category,
                            sum.first, sum.second);
    }
    return text;
}

std::string models_csv(const World& world) {
    struct Sums {
        double tokens = 0;
        double cost_usd = 0;
        std::int64_t generations = 0;
    };
    std::vector<Sums> sums(world.market.size());
    for (const SlicePlan& plan : world.slices) {
        if (plan.slice.first < world.profile.stated_from) {
            continue;
        }
        for (const Pool& pool : plan.pools) {
            Sums& sum = sums[pool.model];
            sum.tokens += tokens_of(world, pool);
            sum.cost_usd += static_cast<double>(pool.generations) *
                            charge_of(pool.shape, world.pricing[pool.model]);
            sum.generations += pool.generations;
        }
    }
    std::string text =
        "model,generations,tokens,usd_per_million,completion_factor,cached_factor,premium\n";
    for (std::size_t k = 0; k < sums.size(); ++k) {
        if (sums[k].generations > 0) {
            const ModelPricing& pricing = world.pricing[k];
            text += fmt::format("{},{},{:.0f},{:.6f},{:.4f},{:.4f},{:.4f}\n",
                                world.market[k].facts->slug, sums[k].generations, sums[k].tokens,
                                1e6 * sums[k].cost_usd / std::max(1.0, sums[k].tokens),
                                pricing.completion, pricing.cached, pricing.premium);
        }
    }
    return text;
}

std::set<std::string> watched_models(const World& world) {
    std::set<std::string> slugs;
    for (const Slipper& slipper : world.profile.slippers) {
        slugs.insert(slipper.model);
    }
    for (const Boomerang& boomerang : world.profile.boomerangs) {
        slugs.insert(boomerang.model);
    }
    for (const ModelTuning& model : world.profile.models) {
        if (model.price || model.tries > 1) {
            slugs.insert(model.slug);
        }
    }
    return slugs;
}

/// Cohorts of one model as its accounts lived them: cohort and age to active accounts.
std::string cohorts_of(const World& world, std::size_t model) {
    std::unordered_map<std::uint32_t, int> first;
    std::map<std::pair<int, int>, std::int64_t> active;
    for (std::size_t i = 0; i < world.engagements.size(); ++i) {
        const int month = world.first_month + static_cast<int>(i);
        std::set<std::uint32_t> accounts;
        for (const Engagement& engagement : world.engagements[i]) {
            if (engagement.model == model) {
                accounts.insert(engagement.account);
            }
        }
        for (const std::uint32_t account : accounts) {
            const int cohort = first.try_emplace(account, month).first->second;
            ++active[{cohort, month - cohort}];
        }
    }
    std::string text;
    for (const auto& [key, count] : active) {
        text += fmt::format("{},{},{},{},{}\n", world.market[model].facts->slug,
                            iso_month(key.first), key.second, active[{key.first, 0}], count);
    }
    return text;
}

std::string cohorts_csv(const World& world) {
    std::string text = "model,cohort,age,accounts,active\n";
    const auto watched = watched_models(world);
    for (std::size_t k = 0; k < world.market.size(); ++k) {
        if (watched.contains(world.market[k].facts->slug)) {
            text += cohorts_of(world, k);
        }
    }
    return text;
}

std::string events_csv(const World& world) {
    std::string text = "kind,model,from,to,strength\n";
    for (const Slipper& slipper : world.profile.slippers) {
        const auto found = std::ranges::find(world.market, slipper.model,
                                             [](const auto& model) { return model.facts->slug; });
        const int month = found == world.market.end() ? 0 : month_of(found->release);
        text += fmt::format("slipper,{},{},{},{}\n", slipper.model, iso_month(month),
                            iso_day(month_start(month + 1) - 1), slipper.locked);
    }
    for (const Boomerang& boomerang : world.profile.boomerangs) {
        text += fmt::format("boomerang,{},{},{},{}\n", boomerang.model, iso_month(boomerang.cohort),
                            iso_month(boomerang.cohort + boomerang.age), boomerang.returns);
    }
    for (const Spike& spike : world.profile.spikes) {
        text += fmt::format("spike,{},{},{},{}\n", spike.model, iso_day(spike.from),
                            iso_day(spike.to), spike.share);
    }
    return text;
}

}  // namespace

Status write_truth(const World& world, const std::filesystem::path& directory) {
    const std::pair<const char*, std::string> files[] = {{"weeks.csv", weeks_csv(world)},
                                                         {"models.csv", models_csv(world)},
                                                         {"cohorts.csv", cohorts_csv(world)},
                                                         {"events.csv", events_csv(world)},
                                                         {"world.json", world_json(world)}};
    for (const auto& [name, text] : files) {
        if (auto written = write_file(directory / name, text); !written) {
            return written;
        }
    }
    return {};
}

}  // namespace orrery::simulate
