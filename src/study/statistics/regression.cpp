#include "study/statistics/regression.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "study/statistics/significance.h"

namespace orrery::study {
namespace {

double mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Ranks from 1; equal values share the mean of their ranks.
std::vector<double> ranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t at) { return values[at]; });
    std::vector<double> ranked(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first;
        while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) {
            ++last;
        }
        for (std::size_t at = first; at <= last; ++at) {
            ranked[order[at]] = static_cast<double>(first + last) / 2 + 1;
        }
        first = last + 1;
    }
    return ranked;
}

}  // namespace

std::optional<Regression> ordinary_least_squares(std::span<const double> x,
                                                 std::span<const double> y) {
    const std::size_t n = x.size();
    if (n < 3 || y.size() != n) {
        return std::nullopt;
    }
    const double mean_x = mean(x);
    const double mean_y = mean(y);
    double sxx = 0;
    double sxy = 0;
    double syy = 0;
    for (std::size_t i = 0; i < n; ++i) {
        sxx += (x[i] - mean_x) * (x[i] - mean_x);
        sxy += (x[i] - mean_x) * (y[i] - mean_y);
        syy += (y[i] - mean_y) * (y[i] - mean_y);
    }
    if (sxx <= 0) {
        return std::nullopt;
    }
    Regression fit;
    fit.points = n;
    fit.slope = sxy / sxx;
    fit.intercept = mean_y - fit.slope * mean_x;
    double residual_squares = 0;
    double meat = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double residual = y[i] - fit.intercept - fit.slope * x[i];
        const double leverage =
            1 / static_cast<double>(n) + (x[i] - mean_x) * (x[i] - mean_x) / sxx;
        // A point of leverage 1 is fitted exactly: its residual says nothing of the variance.
        const double scaled = leverage < 1 ? residual / (1 - leverage) : 0;
        residual_squares += residual * residual;
        meat += (x[i] - mean_x) * (x[i] - mean_x) * scaled * scaled;
    }
    fit.slope_error = std::sqrt(meat) / sxx;
    const double margin = student_t_975(static_cast<double>(n - 2)) * fit.slope_error;
    fit.slope_lower = fit.slope - margin;
    fit.slope_upper = fit.slope + margin;
    fit.r_squared = syy > 0 ? 1 - residual_squares / syy : 0;
    return fit;
}

std::optional<double> spearman(std::span<const double> x, std::span<const double> y) {
    const auto rank_x = ranks(x);
    const auto rank_y = ranks(y);
    if (x.size() < 2 || x.size() != y.size()) {
        return std::nullopt;
    }
    const double mean_x = mean(rank_x);
    const double mean_y = mean(rank_y);
    double sxx = 0;
    double sxy = 0;
    double syy = 0;
    for (std::size_t i = 0; i < rank_x.size(); ++i) {
        sxx += (rank_x[i] - mean_x) * (rank_x[i] - mean_x);
        sxy += (rank_x[i] - mean_x) * (rank_y[i] - mean_y);
        syy += (rank_y[i] - mean_y) * (rank_y[i] - mean_y);
    }
    if (sxx <= 0 || syy <= 0) {
        return std::nullopt;
    }
    return sxy / std::sqrt(sxx * syy);
}

std::optional<double> theil_sen(std::span<const double> x, std::span<const double> y) {
    std::vector<double> slopes;
    for (std::size_t i = 0; i < x.size(); ++i) {
        for (std::size_t j = i + 1; j < x.size(); ++j) {
            if (x[i] != x[j]) {
                slopes.push_back((y[j] - y[i]) / (x[j] - x[i]));
            }
        }
    }
    if (slopes.empty()) {
        return std::nullopt;
    }
    const auto middle = slopes.begin() + static_cast<std::ptrdiff_t>(slopes.size() / 2);
    std::ranges::nth_element(slopes, middle);
    if (slopes.size() % 2 == 1) {
        return *middle;
    }
    const double below = *std::max_element(slopes.begin(), middle);
    return (below + *middle) / 2;
}

}  // namespace orrery::study
