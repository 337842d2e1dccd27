#include "simulate/world/market.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "simulate/random.h"

namespace orrery::simulate {
namespace {

constexpr Day never = 1'000'000;

Day day_or(const std::string& text, Day otherwise) {
    const auto day = text.empty() ? Result<Day>(otherwise) : parse_day(text, {});
    return day ? *day : otherwise;
}

std::vector<PriceWindow> prices_of(const catalog::Catalog& catalog, const std::string& slug,
                                   std::string_view variant) {
    std::vector<PriceWindow> windows;
    for (const catalog::Price& price : catalog.prices()) {
        if (price.slug == slug && price.variant == variant && price.prompt_usd_per_m &&
            price.completion_usd_per_m) {
            windows.push_back({day_or(price.valid.from, 0), day_or(price.valid.to, never),
                               *price.prompt_usd_per_m, *price.completion_usd_per_m,
                               price.cache_read_usd_per_m, price.cache_write_usd_per_m,
                               price.price_id});
        }
    }
    return windows;
}

/// Who serves a model: its author where that is a provider, and for open weights two or three of
/// the hosts that serve many.
std::vector<std::string> providers_of(const catalog::Catalog& catalog, const catalog::Model& model,
                                      std::uint64_t hash) {
    std::vector<std::string> names;
    for (const catalog::Provider& provider : catalog.providers()) {
        const bool is_author = provider.slug == model.author ||
                               (model.author == "google" && provider.slug == "google-vertex") ||
                               (model.author == "x-ai" && provider.slug == "xai") ||
                               (model.author == "mistralai" && provider.slug == "mistral");
        if (is_author) {
            names.push_back(provider.name);
        }
    }
    if (model.weights == catalog::Weights::open || names.empty()) {
        constexpr std::array hosts = {"DeepInfra", "Together", "Fireworks", "Novita",  "Chutes",
                                      "Parasail",  "Groq",     "Nebius",    "Cerebras"};
        for (int i = 0; i < 3; ++i) {
            names.emplace_back(hosts[key_of(hash, i) % hosts.size()]);
        }
    }
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    return names;
}

std::string permaslug_of(const catalog::Catalog& catalog, const std::string& slug) {
    for (const catalog::Alias& alias : catalog.aliases()) {
        if (alias.slug == slug && alias.kind == "permaslug" && alias.valid.to.empty()) {
            return alias.alias;
        }
    }
    return slug;
}

void set_weight(MarketModel& model, const Profile& profile, std::uint64_t hash) {
    model.tuning = profile.tuning(model.facts->slug);
    const double list = model.prices.empty() ? 0
                                             : model.prices.front().prompt * 0.9 +
                                                   model.prices.front().completion * 0.1;
    model.half_life_weeks = profile.half_life_weeks;
    if (model.tuning == nullptr) {
        model.weight = std::exp(profile.weight_sigma * normal_quantile(unit(hash)));
        model.weight *= list > 0 ? std::pow(list, profile.price_slope) : 1;
    } else {
        model.weight = model.tuning->weight;
        model.half_life_weeks = model.tuning->half_life_weeks.value_or(model.half_life_weeks);
    }
}

bool names(const std::vector<std::string>& list, std::string_view name) {
    return list.empty() || std::ranges::find(list, name) != list.end();
}

}  // namespace

bool MarketModel::reasons(double day) const {
    const bool can = facts->reasoning == catalog::Reasoning::yes ||
                     facts->reasoning == catalog::Reasoning::hybrid;
    return can && day >= reasoning_from;
}

bool MarketModel::is_open() const {
    return source_class == catalog::SourceClass::cn_oss ||
           source_class == catalog::SourceClass::row_oss;
}

double MarketModel::appeal(double day) const {
    if (day < release) {
        return 0;
    }
    constexpr double ramp_days = 14;
    const double age = day - release;
    return weight * (1 - std::exp(-(age + 3) / ramp_days)) *
           std::pow(0.5, age / 7 / half_life_weeks);
}

const PriceWindow* MarketModel::price(double day) const {
    const PriceWindow* found = nullptr;
    for (const PriceWindow& window : prices) {
        if (found == nullptr || window.from <= day) {
            found = &window;
        }
    }
    return found;
}

std::vector<MarketModel> market_of(const catalog::Catalog& catalog, const Profile& profile,
                                   std::uint64_t seed, Day end) {
    std::vector<MarketModel> market;
    for (const catalog::Model& facts : catalog.models()) {
        const std::string& dated =
            facts.release_date.empty() ? facts.listed_date : facts.release_date;
        MarketModel model;
        model.facts = &facts;
        model.source_class = catalog.source_class(facts);
        model.release = day_or(dated, never);
        model.prices = prices_of(catalog, facts.slug, "standard");
        model.free_prices = prices_of(catalog, facts.slug, "free");
        if (model.release > end || model.source_class == catalog::SourceClass::unknown ||
            (model.prices.empty() && model.free_prices.empty())) {
            continue;
        }
        model.reasoning_from = day_or(facts.reasoning_from, 0);
        const std::uint64_t hash = key_of(seed, fnv1a(facts.slug));
        model.permaslug = permaslug_of(catalog, facts.slug);
        model.providers = providers_of(catalog, facts, hash);
        for (const catalog::Event& event : catalog.events()) {
            if (event.kind == catalog::EventKind::free_launch && event.slug == facts.slug) {
                model.free_launch_from = day_or(event.date, never);
                model.free_launch_to = day_or(event.valid_to, never);
            }
        }
        set_weight(model, profile, hash);
        market.push_back(std::move(model));
    }
    return market;
}

Status check_against_market(const Profile& profile, const std::vector<MarketModel>& market,
                            const catalog::Catalog& catalog) {
    const auto check = [&](const std::string& slug, Day used, std::string_view as) -> Status {
        if (catalog.model(slug) == nullptr) {
            return fail(
                ErrorKind::bad_input,
                fmt::format("{} names the model {}, which the catalog does not have", as, slug),
                profile.name, "correct the slug, or add the model with --catalog DIR");
        }
        const auto found = std::ranges::find(
            market, slug, [](const MarketModel& model) { return model.facts->slug; });
        if (found != market.end() && used < found->release) {
            return fail(ErrorKind::bad_input,
                        fmt::format("{} uses {} on {}, before its release on {}", as, slug,
                                    iso_day(used), iso_day(found->release)),
                        profile.name, "move the date behind the release");
        }
        return {};
    };
    Status status;
    const auto keep = [&](Status next) {
        if (status) {
            status = std::move(next);
        }
    };
    for (const ModelTuning& model : profile.models) {
        keep(check(model.slug, never, "[[model]]"));
    }
    for (const Slipper& slipper : profile.slippers) {
        keep(check(slipper.model, never, "[[slipper]]"));
    }
    for (const Boomerang& boomerang : profile.boomerangs) {
        keep(check(boomerang.model, month_start(boomerang.cohort + 1) - 1, "[[boomerang]]"));
    }
    for (const Spike& spike : profile.spikes) {
        keep(check(spike.model, spike.from, "[[spike]]"));
    }
    for (const ShareTarget& target : profile.shares) {
        for (const std::string& slug : target.part.models) {
            keep(check(slug, never, "[[share]] " + target.name));
        }
    }
    for (const TotalTarget& target : profile.totals) {
        for (const std::string& slug : target.part.models) {
            keep(check(slug, never, "[[total]] " + target.name));
        }
    }
    return status;
}

Selection select(const Selector& selector, const std::vector<MarketModel>& market, double day) {
    Selection selection;
    for (const MarketModel& model : market) {
        const bool matches = names(selector.authors, model.facts->author) &&
                             names(selector.classes, catalog::name_of(model.source_class)) &&
                             names(selector.models, model.facts->slug) &&
                             (selector.sizes.empty() ||
                              (model.is_open() &&
                               names(selector.sizes, catalog::name_of(model.facts->size_class)))) &&
                             (!selector.reasoning || *selector.reasoning == model.reasons(day));
        selection.models.push_back(matches);
    }
    for (std::size_t category = 0; category < category_count; ++category) {
        const bool is_tagged = category != category_others;
        selection.categories[category] = names(selector.categories, categories[category]) &&
                                         (!selector.tagged || *selector.tagged == is_tagged);
    }
    return selection;
}

}  // namespace orrery::simulate
