#include "gateway/routing/ranking.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace orrery::gateway {
namespace {

constexpr double unknown = std::numeric_limits<double>::max();

struct Standing {
    bool is_too_short = false;  ///< Its context is shorter than the prompt, as far as one can tell.
    bool is_out = false;
    bool is_byok = false;
    std::size_t place = 0;  ///< In `provider.order`.
    bool is_sticky = false;
    bool is_preferred = true;
};

/// Packs what comes before price and speed, the weightiest first.
std::uint32_t rank_of(const Standing& standing) {
    std::uint32_t rank = standing.is_too_short ? 1 : 0;
    rank = rank * 2 + (standing.is_out ? 1 : 0);
    rank = rank * 2 + (standing.is_byok ? 0 : 1);
    rank = rank * 1024 + static_cast<std::uint32_t>(std::min<std::size_t>(standing.place, 1023));
    rank = rank * 2 + (standing.is_sticky ? 0 : 1);
    return rank * 2 + (standing.is_preferred ? 0 : 1);
}

bool has_any(const Percentiles& bounds) {
    return bounds.p50 || bounds.p75 || bounds.p90 || bounds.p99;
}

/// What was not measured speaks against nobody.
bool is_at_least(const std::optional<double>& figure, const std::optional<double>& least) {
    return !figure || !least || *figure >= *least;
}

bool is_at_most_s(const std::optional<double>& figure_ms, const std::optional<double>& most_s) {
    return !figure_ms || !most_s || *figure_ms <= *most_s * 1000;
}

/// Returns what a sort compares; endpoints without figures come after those with some.
double key_of(Sort sort, const HealthFigures& figures, double price) {
    switch (sort) {
        case Sort::none:
            return 0;
        case Sort::price:
            return price;
        case Sort::throughput:
            return figures.throughput_p50 ? -*figures.throughput_p50 : unknown;
        case Sort::latency:
            return figures.ttft_p50_ms.value_or(unknown);
        case Sort::exacto:
            return figures.attempts == 0 ? unknown
                                         : static_cast<double>(figures.failures) /
                                               static_cast<double>(figures.attempts);
    }
    return 0;
}

}  // namespace

bool Ranking::is_preferred(const HealthFigures& figures) const {
    const Percentiles& least = preferences_.throughput_min;
    const Percentiles& most = preferences_.latency_max;
    return is_at_least(figures.throughput_p50, least.p50) &&
           is_at_least(figures.throughput_p75, least.p75) &&
           is_at_least(figures.throughput_p90, least.p90) &&
           is_at_least(figures.throughput_p99, least.p99) &&
           is_at_most_s(figures.ttft_p50_ms, most.p50) &&
           is_at_most_s(figures.ttft_p75_ms, most.p75) &&
           is_at_most_s(figures.ttft_p90_ms, most.p90) &&
           is_at_most_s(figures.ttft_p99_ms, most.p99);
}

Ranked Ranking::rank(const Endpoint& endpoint, const Filter& filter, Sort sort,
                     const std::optional<std::size_t>& sticky, std::int64_t now_us) const {
    const Provider& provider = config_.providers[endpoint.provider];
    const std::int64_t context = endpoint.context_length > 0
                                     ? endpoint.context_length
                                     : config_.models[endpoint.model].context_length;
    const Offer& offer = offers_.of(endpoint);
    Standing standing;
    standing.is_too_short = context > 0 && request_.prompt_tokens > context;
    standing.is_out = health_.is_out(endpoint.index, now_us);
    standing.is_byok =
        provider.takes_byok && request_.has_own_key && request_.has_own_key(endpoint.provider);
    if (preferences_.order.empty()) {
        standing.is_sticky = sticky == endpoint.index;
    } else {
        standing.place = filter.place_in_order(endpoint);
    }
    HealthFigures figures;
    const bool has_bounds =
        has_any(preferences_.throughput_min) || has_any(preferences_.latency_max);
    if (has_bounds || (sort != Sort::none && sort != Sort::price)) {
        figures = health_.figures(endpoint.index, now_us);
        standing.is_preferred = is_preferred(figures);
    }
    return {.endpoint = &endpoint,
            .rank = rank_of(standing),
            .is_byok = standing.is_byok,
            .is_sticky = standing.is_sticky,
            .key = key_of(sort, figures, offer.price),
            .price = offer.price,
            .weight = offer.weight};
}

void Ranking::arrange(std::span<Ranked> ranked, bool is_balanced, double uniform) {
    if (ranked.size() < 2) {
        return;
    }
    std::ranges::sort(ranked, [](const Ranked& one, const Ranked& other) {
        return std::tie(one.rank, one.key, one.price, one.endpoint->index) <
               std::tie(other.rank, other.key, other.price, other.endpoint->index);
    });
    if (!is_balanced) {
        return;
    }
    const auto end = std::ranges::find_if(
        ranked, [&](const Ranked& one) { return one.rank != ranked.front().rank; });
    double total = 0;
    for (auto at = ranked.begin(); at != end; ++at) {
        total += at->weight;
    }
    double rest = uniform * total;
    for (auto at = ranked.begin(); at != end; ++at) {
        rest -= at->weight;
        if (rest < 0) {
            std::rotate(ranked.begin(), at, at + 1);
            return;
        }
    }
}

}  // namespace orrery::gateway
