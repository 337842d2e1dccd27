#include "simulate/calibration/pricing.h"

#include <algorithm>
#include <functional>

namespace orrery::simulate {
namespace {

constexpr double reasoning_length = 2.0;  ///< Completions of models that always reason ...
constexpr double hybrid_length = 1.4;     ///< ... and of those that do when asked.
constexpr double written_share = 0.1;     ///< Cache writes against reads.
constexpr double cached_share_max = 0.92;
constexpr double free_share = 0.2;  ///< Of generations where a free variant is offered.
constexpr double context_default = 32'000;
constexpr double context_used_max = 0.25;

double length_of(const MarketModel& model, double day) {
    if (!model.reasons(day)) {
        return 1;
    }
    return model.facts->reasoning == catalog::Reasoning::yes ? reasoning_length : hybrid_length;
}

double free_share_of(const MarketModel& model, double day) {
    if (day >= model.free_launch_from && day < model.free_launch_to) {
        return 1;
    }
    if (model.prices.empty()) {
        return 1;
    }
    if (model.tuning != nullptr && model.tuning->free) {
        return *model.tuning->free;
    }
    return model.free_prices.empty() ? 0 : free_share;
}

/// Finds x in [low, high] where a monotone function crosses the wanted value; the nearer end where
/// it does not.
double solve(double low, double high, double wanted, const std::function<double(double)>& f) {
    const bool rises = f(high) > f(low);
    for (int i = 0; i < 40; ++i) {
        const double middle = (low + high) / 2;
        ((f(middle) < wanted) == rises ? low : high) = middle;
    }
    return (low + high) / 2;
}

/// The effective price of one model over the stated window, as pricing changes.
class PriceOfModel {
public:
    PriceOfModel(const Profile& profile, const MarketModel& model, std::size_t place,
                 const std::vector<Slice>& slices, const TokenPlan& tokens)
        : profile_(profile), model_(model) {
        for (std::size_t i = 0; i < slices.size(); ++i) {
            if (slices[i].first < profile.stated_from || slices[i].last > profile.stated_to) {
                continue;
            }
            for (std::size_t c = 0; c < category_count; ++c) {
                const double volume = tokens.slices[i][cell_of(place, c)];
                if (volume > 0) {
                    parts_.push_back({slices[i].middle(), c, volume});
                }
            }
        }
    }

    [[nodiscard]] bool is_used() const { return !parts_.empty(); }

    [[nodiscard]] double operator()(const ModelPricing& pricing) const {
        double cost = 0;
        double volume = 0;
        for (const Part& part : parts_) {
            const Shape shape = shape_of(profile_, model_, pricing, part.category, part.day);
            cost += part.tokens * charge_of(shape, pricing) / shape.tokens();
            volume += part.tokens;
        }
        return 1e6 * cost / volume;
    }

private:
    struct Part {
        double day;
        std::size_t category;
        double tokens;
    };
    const Profile& profile_;
    const MarketModel& model_;
    std::vector<Part> parts_;
};

ModelPricing priced(const PriceOfModel& price, double wanted) {
    ModelPricing pricing;
    const auto with = [&](double ModelPricing::* field) {
        return [&price, pricing, field](double value) mutable {
            pricing.*field = value;
            return price(pricing);
        };
    };
    constexpr double near = 0.002;
    const auto is_met = [&] { return std::abs(price(pricing) / wanted - 1) < near; };
    pricing.cached = solve(0, 8, wanted, with(&ModelPricing::cached));
    if (!is_met()) {
        pricing.completion = solve(0.5, 4, wanted, with(&ModelPricing::completion));
    }
    if (!is_met()) {
        pricing.premium = wanted / price(pricing);
    }
    return pricing;
}

}  // namespace

double prompt_max(const MarketModel& model) {
    const auto context = static_cast<double>(model.facts->context_length.value_or(0));
    return (context > 0 ? context : context_default) * context_used_max;
}

ModelPricing pricing_before(const MarketModel& model) {
    ModelPricing pricing;
    pricing.cached = model.tuning == nullptr ? 1.0 : model.tuning->cached;
    return pricing;
}

Shape shape_of(const Profile& profile, const MarketModel& model, const ModelPricing& pricing,
               std::size_t category, double day) {
    const Workload& workload = profile.workloads[category];
    Shape shape;
    shape.prompt = std::min(workload.prompt.at(day), prompt_max(model));
    shape.completion = workload.completion.at(day) * length_of(model, day) * pricing.completion;
    shape.free = free_share_of(model, day);
    shape.price = model.price(day);
    if (shape.price != nullptr && shape.price->cache_read) {
        shape.cached = std::min(workload.cached * pricing.cached, cached_share_max);
        shape.written = shape.price->cache_write && *shape.price->cache_write > 0
                            ? std::min(written_share * shape.cached, 1 - shape.cached)
                            : 0;
    }
    return shape;
}

double charge_of(const Shape& shape, const ModelPricing& pricing) {
    if (shape.price == nullptr) {
        return 0;
    }
    const PriceWindow& price = *shape.price;
    const double fresh = 1 - shape.cached - shape.written;
    const double prompt =
        shape.prompt * (fresh * price.prompt + shape.cached * price.cache_read.value_or(0) +
                        shape.written * price.cache_write.value_or(0));
    return (1 - shape.free) * pricing.premium * (prompt + shape.completion * price.completion) /
           1e6;
}

std::vector<ModelPricing> price_models(const Profile& profile,
                                       const std::vector<MarketModel>& market,
                                       const std::vector<Slice>& slices, const TokenPlan& tokens) {
    std::vector<ModelPricing> pricing(market.size());
    for (std::size_t k = 0; k < market.size(); ++k) {
        pricing[k] = pricing_before(market[k]);
        if (market[k].tuning == nullptr || !market[k].tuning->price) {
            continue;
        }
        const PriceOfModel price(profile, market[k], k, slices, tokens);
        if (price.is_used()) {
            pricing[k] = priced(price, *market[k].tuning->price);
        }
    }
    return pricing;
}

}  // namespace orrery::simulate
