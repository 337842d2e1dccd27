#include "simulate/calibration/elasticity.h"

#include <cmath>

namespace orrery::simulate {
namespace {

constexpr double tokens_min = 2e7;  ///< Below, a world of millions hardly shows a model.
constexpr std::size_t stride = 4;   ///< Every fourth slice says enough about prices.

struct Point {
    std::size_t model = 0;
    double log_price = 0;
    double log_tokens = 0;
};

std::vector<Point> points_of(const Profile& profile, const std::vector<MarketModel>& market,
                             const std::vector<Slice>& slices,
                             const std::vector<TokenCells>& tokens) {
    std::vector<double> volume(market.size(), 0.0);
    std::vector<double> sampled(market.size(), 0.0);
    std::vector<double> cost(market.size(), 0.0);
    for (std::size_t i = 0; i < slices.size(); ++i) {
        if (slices[i].first < profile.stated_from || slices[i].last > profile.stated_to) {
            continue;
        }
        for (std::size_t cell = 0; cell < tokens[i].size(); ++cell) {
            const std::size_t model = cell / category_count;
            volume[model] += tokens[i][cell];
            if (tokens[i][cell] > 0 && i % stride == 0) {
                const ModelPricing pricing = pricing_before(market[model]);
                const Shape shape = shape_of(profile, market[model], pricing, cell % category_count,
                                             slices[i].middle());
                sampled[model] += tokens[i][cell];
                cost[model] += tokens[i][cell] * charge_of(shape, pricing) / shape.tokens();
            }
        }
    }
    std::vector<Point> points;
    for (std::size_t k = 0; k < market.size(); ++k) {
        const auto* tuning = market[k].tuning;
        const double price = tuning != nullptr && tuning->price ? *tuning->price
                             : sampled[k] > 0                   ? 1e6 * cost[k] / sampled[k]
                                                                : 0;
        if (volume[k] >= tokens_min && price > 0) {
            points.push_back({k, std::log10(price), std::log10(volume[k])});
        }
    }
    return points;
}

}  // namespace

std::vector<double> elasticity_factors(const Profile& profile,
                                       const std::vector<MarketModel>& market,
                                       const std::vector<Slice>& slices,
                                       const std::vector<TokenCells>& tokens) {
    std::vector<double> factors(market.size(), 1.0);
    const auto points = points_of(profile, market, slices, tokens);
    if (!profile.price_cut_gain || points.size() < 3) {
        return factors;
    }
    double mean_x = 0;
    double mean_y = 0;
    for (const Point& point : points) {
        mean_x += point.log_price / static_cast<double>(points.size());
        mean_y += point.log_tokens / static_cast<double>(points.size());
    }
    double xx = 0;
    double xy = 0;
    for (const Point& point : points) {
        xx += (point.log_price - mean_x) * (point.log_price - mean_x);
        xy += (point.log_price - mean_x) * (point.log_tokens - mean_y);
    }
    const double wanted = std::log(1 + *profile.price_cut_gain) / std::log(0.9);
    const double missing = xx > 0 ? wanted - xy / xx : 0;
    for (const Point& point : points) {
        factors[point.model] = std::pow(10.0, missing * (point.log_price - mean_x));
    }
    return factors;
}

}  // namespace orrery::simulate
