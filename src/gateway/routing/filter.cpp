#include "gateway/routing/filter.h"

#include <fmt/format.h>

#include <algorithm>

namespace orrery::gateway {
namespace {

/// What a model is named by in messages: the members of a request that leave endpoints out.
constexpr std::array<std::string_view, obstacles> members = {"",
                                                             "the variant",
                                                             "provider.only",
                                                             "provider.ignore",
                                                             "provider.order",
                                                             "provider.quantizations",
                                                             "provider.data_collection",
                                                             "provider.zdr",
                                                             "provider.enforce_distillable_text",
                                                             "tools",
                                                             "max_tokens",
                                                             "provider.require_parameters",
                                                             "provider.max_price"};

/// Members of a request that are for the gateway, or that every endpoint takes. Sorted.
constexpr std::array<std::string_view, 18> always_taken = {
    "input",          "messages",         "metadata", "model",      "models",     "plugins",
    "prompt",         "prompt_cache_key", "provider", "route",      "session_id", "stream",
    "stream_options", "system",           "trace",    "transforms", "usage",      "user"};
static_assert(std::ranges::is_sorted(always_taken));

bool holds(const std::vector<std::string>& list, std::string_view name) {
    return std::ranges::find(list, name) != list.end();
}

/// Tells whether a price is known and within a bound; no bound is always kept.
bool is_within(std::optional<PicoUsd> price, std::optional<PicoUsd> most) {
    return !most || (price && *price <= *most);
}

}  // namespace

std::string describe(const ObstacleCounts& counts) {
    std::string text;
    for (std::size_t i = 1; i < counts.size(); ++i) {
        if (counts[i] > 0) {
            text +=
                fmt::format("{}{} leaves out {}", text.empty() ? "" : ", ", members[i], counts[i]);
        }
    }
    return text;
}

/// An entry names a provider by slug or by name, or an endpoint as "slug/quantization".
std::size_t Filter::place_in(const std::vector<std::string>& list, const Endpoint& endpoint) const {
    const std::string& slug = config_.providers[endpoint.provider].slug;
    const std::string& name = provider_names_[endpoint.provider];
    const auto found = std::ranges::find_if(list, [&](const std::string& entry) {
        return entry == slug || entry == name ||
               (entry.size() == slug.size() + 1 + endpoint.quantization.size() &&
                entry.starts_with(slug) && entry[slug.size()] == '/' &&
                entry.ends_with(endpoint.quantization));
    });
    return static_cast<std::size_t>(found - list.begin());
}

std::size_t Filter::place_in_order(const Endpoint& endpoint) const {
    return place_in(preferences_.order, endpoint);
}

Obstacle Filter::provider_obstacle(const Endpoint& endpoint) const {
    const Provider& provider = config_.providers[endpoint.provider];
    const auto lists = [&](const std::vector<std::string>& list) {
        return place_in(list, endpoint) < list.size();
    };
    if (!preferences_.only.empty() && !lists(preferences_.only)) {
        return Obstacle::only;
    }
    if (lists(preferences_.ignore)) {
        return Obstacle::ignored;
    }
    if (!preferences_.order.empty() && !preferences_.allows_fallbacks &&
        !lists(preferences_.order)) {
        return Obstacle::order;
    }
    if (preferences_.denies_data_collection && provider.collects_data) {
        return Obstacle::collection;
    }
    if (preferences_.requires_zero_retention && !provider.is_zero_retention) {
        return Obstacle::retention;
    }
    return Obstacle::none;
}

bool Filter::takes_parameters(const Endpoint& endpoint) const {
    if (endpoint.parameters.empty()) {
        return true;
    }
    const auto takes = [&](std::string_view name) { return endpoint.parameters.contains(name); };
    return std::ranges::all_of(request_.parameters, [&](std::string_view name) {
        return takes(name) || std::ranges::binary_search(always_taken, name) ||
               (name == "max_tokens" && takes("max_completion_tokens")) ||
               (name == "max_completion_tokens" && takes("max_tokens"));
    });
}

bool Filter::is_within_price(const Endpoint& endpoint) const {
    const auto& [prompt, completion, request] =
        std::tie(preferences_.prompt_price_max, preferences_.completion_price_max,
                 preferences_.request_price_max);
    if (!prompt && !completion && !request) {
        return true;
    }
    const PriceRow* row = offers_.of(endpoint).row;
    const PriceTier* tier = row == nullptr ? nullptr : tier_of(*row, request_.prompt_tokens);
    if (tier == nullptr) {
        return false;
    }
    return is_within(tier->prompt, prompt) &&
           (request_.is_embedding || is_within(tier->completion, completion)) &&
           is_within(tier->request.value_or(0), request);
}

Obstacle Filter::obstacle_of(const Endpoint& endpoint, const NamedModel& asked) const {
    // A suffix that sorts may also be a variant of its own, with prices of its own.
    if (endpoint.variant != asked.variant && endpoint.variant != asked.suffix &&
        !(asked.variant == "free" && endpoint.is_free)) {
        return Obstacle::variant;
    }
    if (const Obstacle obstacle = provider_obstacle(endpoint); obstacle != Obstacle::none) {
        return obstacle;
    }
    if (!preferences_.quantizations.empty() &&
        !holds(preferences_.quantizations, endpoint.quantization)) {
        return Obstacle::quantization;
    }
    if (preferences_.requires_distillable && !config_.models[endpoint.model].is_distillable) {
        return Obstacle::distillation;
    }
    if (request_.has_tools && !endpoint.takes_tools) {
        return Obstacle::tools;
    }
    if (endpoint.completion_tokens_max > 0 &&
        request_.completion_tokens > endpoint.completion_tokens_max) {
        return Obstacle::completion;
    }
    if (preferences_.requires_parameters && !takes_parameters(endpoint)) {
        return Obstacle::parameters;
    }
    return is_within_price(endpoint) ? Obstacle::none : Obstacle::price;
}

}  // namespace orrery::gateway
