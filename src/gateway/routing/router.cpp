#include "gateway/routing/router.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ranges>

#include "catalog/names.h"
#include "gateway/config/nearest.h"
#include "gateway/routing/filter.h"
#include "gateway/routing/offers.h"
#include "gateway/routing/ranking.h"
#include "gateway/routing/sticky.h"

namespace orrery::gateway {
namespace {

constexpr std::size_t candidates_max = 16;
constexpr std::size_t conversations_max = 65'536;
constexpr std::size_t shown_max = 100;

const Preferences no_preferences;

std::int64_t system_us() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

/// Writes a name of the client's so that it can stand in a message.
std::string shown(std::string_view name) {
    std::string text(name.substr(0, shown_max));
    std::ranges::replace_if(text, [](char c) { return c < ' ' || c > '~'; }, '?');
    return text;
}

/// Mixes 64 bits (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
std::uint64_t split_mix(std::uint64_t& state) {
    state += 0x9E37'79B9'7F4A'7C15;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58'476D'1CE4'E5B9;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D0'49BB'1331'11EB;
    return mixed ^ (mixed >> 31U);
}

NoRoute unknown_model(const Config& config, std::string_view name) {
    const std::string lower = catalog::lower_case(shown(split_variant(name).slug));
    const std::string_view meant = nearest(lower, std::views::keys(config.names));
    return {404, fmt::format("'{}' is no model here{}", shown(name),
                             meant.empty() ? "; GET /api/v1/models lists them"
                                           : fmt::format("; did you mean '{}'?", meant))};
}

NoRoute unknown_variant(const Config& config, const ServedModel& model, std::string_view variant) {
    std::vector<std::string_view> served;
    for (const std::size_t index : model.endpoints) {
        const std::string& one = config.endpoints[index].variant;
        if (std::ranges::find(served, one) == served.end()) {
            served.emplace_back(one);
        }
    }
    return {404, fmt::format("{} has no variant '{}' here; it has {}", model.slug, shown(variant),
                             fmt::join(served, ", "))};
}

std::string_view strategy_of(const Ranked& first, const Preferences& preferences, Sort sort) {
    if (first.is_byok) {
        return "byok";
    }
    if (!preferences.order.empty()) {
        return "order";
    }
    if (first.is_sticky) {
        return "sticky";
    }
    switch (sort) {
        case Sort::none:
            return "weight";
        case Sort::price:
            return "price";
        case Sort::throughput:
            return "throughput";
        case Sort::latency:
            return "latency";
        case Sort::exacto:
            return "exacto";
    }
    return "weight";
}

bool makes_embeddings(const ServedModel& model) {
    return std::ranges::find(model.output_modalities, "embeddings") !=
           model.output_modalities.end();
}

}  // namespace

/// What has been found so far, over the models of a request.
struct Router::Search {
    Ranking ranking;
    Filter filter;
    std::optional<std::size_t> sticky;
    Plan plan;
    std::optional<NoRoute> refusal;  ///< Of the first model that nothing can be asked of.

    void refuse(NoRoute why) {
        if (!refusal) {
            refusal = std::move(why);
        }
    }
    /// Takes over what has been ranked, and says what decided the first.
    void take(std::span<const Ranked> ranked, const Preferences& preferences, Sort used) {
        if (ranked.empty()) {
            return;
        }
        if (plan.candidates.empty()) {
            plan.strategy = strategy_of(ranked.front(), preferences, used);
        }
        const bool is_alone = !preferences.allows_fallbacks && preferences.order.empty();
        for (const Ranked& one : ranked.first(is_alone ? 1 : ranked.size())) {
            const bool is_new = std::ranges::find(plan.candidates, one.endpoint,
                                                  &Candidate::endpoint) == plan.candidates.end();
            if (is_new && plan.candidates.size() < candidates_max) {
                plan.candidates.push_back({one.endpoint, one.is_byok});
            }
        }
    }
};

Router::Router(const Config& config, Health& health, std::uint64_t seed)
    : config_(config),
      health_(health),
      random_(seed),
      offers_(std::make_unique<Offers>(config)),
      sticky_(std::make_unique<StickyPlaces>(conversations_max)),
      ranked_(std::make_unique<std::vector<Ranked>>()) {
    for (const Provider& provider : config.providers) {
        provider_names_.push_back(catalog::lower_case(provider.display_name));
    }
}

Router::~Router() = default;

double Router::draw() {
    return static_cast<double>(split_mix(random_) >> 11U) * 0x1p-53;
}

void Router::search(const RouteRequest& request, const Preferences& preferences,
                    std::string_view name, std::int64_t now_us, Search& found) {
    NamedModel asked = split_variant(name);
    const ServedModel* model = config_.model(asked.slug);
    if (model == nullptr && !asked.suffix.empty()) {
        model = config_.model(name);  // Some aliases end in what looks like a variant.
        asked = {.slug = name, .variant = "standard", .suffix = {}};
    }
    if (model == nullptr) {
        found.refuse(unknown_model(config_, name));
        return;
    }
    if (makes_embeddings(*model) != request.is_embedding) {
        found.refuse({400, model->slug + (request.is_embedding
                                              ? " makes no embeddings"
                                              : " makes embeddings: POST /api/v1/embeddings")});
        return;
    }
    const Sort sort = preferences.sort == Sort::none ? asked.sort : preferences.sort;
    std::vector<Ranked>& ranked = *ranked_;
    const std::size_t before = ranked.size();
    ObstacleCounts obstacles_met{};
    for (const std::size_t index : model->endpoints) {
        const Endpoint& endpoint = config_.endpoints[index];
        const Obstacle obstacle = found.filter.obstacle_of(endpoint, asked);
        if (obstacle == Obstacle::none) {
            ranked.push_back(
                found.ranking.rank(endpoint, found.filter, sort, found.sticky, now_us));
        } else {
            ++obstacles_met[static_cast<std::size_t>(obstacle)];
        }
    }
    if (ranked.size() == before) {
        const bool is_variant =
            obstacles_met[static_cast<std::size_t>(Obstacle::variant)] == model->endpoints.size();
        found.refuse(is_variant ? unknown_variant(config_, *model, asked.variant)
                                : NoRoute{400, fmt::format("no endpoint of {} fits the request: {}",
                                                           model->slug, describe(obstacles_met))});
        return;
    }
    if (!preferences.sorts_across_models || preferences.sort == Sort::none) {
        const bool is_balanced = sort == Sort::none && preferences.order.empty();
        Ranking::arrange(ranked, is_balanced, is_balanced ? draw() : 0);
        found.take(ranked, preferences, sort);
        ranked.clear();
    }
}

std::expected<Plan, NoRoute> Router::plan(const RouteRequest& request, std::int64_t now_us) {
    const Preferences& preferences =
        request.preferences == nullptr ? no_preferences : *request.preferences;
    offers_->bring_to(request.unix_us == 0 ? system_us() : request.unix_us);
    Search found{.ranking = {config_, health_, *offers_, request, preferences},
                 .filter = {config_, provider_names_, *offers_, request, preferences},
                 .sticky = {},
                 .plan = {},
                 .refusal = {}};
    if (request.sticky != 0) {
        found.sticky = sticky_->find(request.sticky, now_us);
    }
    ranked_->clear();
    search(request, preferences, request.model, now_us, found);
    for (const std::string& name : request.models) {
        search(request, preferences, name, now_us, found);
    }
    if (!ranked_->empty()) {
        Ranking::arrange(*ranked_, /*is_balanced=*/false, 0);
        found.take(*ranked_, preferences, preferences.sort);
    }
    if (found.plan.candidates.empty()) {
        return std::unexpected(std::move(*found.refusal));
    }
    return std::move(found.plan);
}

void Router::remember(std::uint64_t sticky, const Endpoint& endpoint, std::int64_t now_us) {
    if (sticky != 0) {
        sticky_->remember(sticky, endpoint.index, now_us);
    }
}

}  // namespace orrery::gateway
