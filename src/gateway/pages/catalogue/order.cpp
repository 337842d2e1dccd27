#include <algorithm>
#include <functional>
#include <limits>

#include "gateway/pages/catalogue/filter.h"
#include "gateway/pages/catalogue/pricing.h"

namespace orrery::gateway {
namespace {

constexpr double unknown_last = std::numeric_limits<double>::infinity();

/// The mean of prompt and completion price in pico-USD, or nothing.
std::optional<double> mean_price(const Listed& listed, std::int64_t now_us) {
    const Endpoint& top = *listed.endpoints.front();
    const PriceTier* tier = first_tier(top, now_us);
    if (tier == nullptr || !tier->prompt || !tier->completion) {
        return top.is_free ? std::optional(0.0) : std::nullopt;
    }
    return (static_cast<double>(*tier->prompt) + static_cast<double>(*tier->completion)) / 2;
}

/// The best figure among a model's endpoints, which `better` tells; or nothing.
std::optional<double> best_figure(const Listed& listed, const Serving& serving,
                                  std::optional<double> HealthFigures::* figure,
                                  const std::function<bool(double, double)>& better) {
    std::optional<double> best;
    for (const Endpoint* endpoint : listed.endpoints) {
        const auto value = serving.health.figures(endpoint->index, steady_us()).*figure;
        if (value && (!best || better(*value, *best))) {
            best = value;
        }
    }
    return best;
}

/// What a model is sorted by, ascending; unknown comes last.
double rank_of(ModelSort sort, const Listed& listed, const Serving& serving, std::int64_t now_us) {
    switch (sort) {
        case ModelSort::newest:
            return listed.created_s == 0 ? unknown_last : -static_cast<double>(listed.created_s);
        case ModelSort::price_up:
            return mean_price(listed, now_us).value_or(unknown_last);
        case ModelSort::price_down: {
            const auto price = mean_price(listed, now_us);
            return price ? -*price : unknown_last;
        }
        case ModelSort::context_down:
            return -static_cast<double>(listed.context_length);
        case ModelSort::throughput_down: {
            const auto best =
                best_figure(listed, serving, &HealthFigures::throughput_p50, std::greater<>());
            return best ? -*best : unknown_last;
        }
        case ModelSort::latency_up:
            return best_figure(listed, serving, &HealthFigures::ttft_p50_ms, std::less<>())
                .value_or(unknown_last);
        case ModelSort::none:
        case ModelSort::used:
            break;
    }
    return 0;
}

}  // namespace

void sort_models(ModelSort sort, const Serving& serving, std::int64_t now_us,
                 std::vector<Listed>& models) {
    std::vector<std::pair<double, Listed>> ranked;
    ranked.reserve(models.size());
    for (Listed& model : models) {
        const double rank = rank_of(sort, model, serving, now_us);
        ranked.emplace_back(rank, std::move(model));
    }
    std::ranges::stable_sort(ranked, {}, &std::pair<double, Listed>::first);
    models.clear();
    for (auto& [rank, model] : ranked) {
        models.push_back(std::move(model));
    }
}

}  // namespace orrery::gateway
