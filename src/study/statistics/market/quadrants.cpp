#include "study/statistics/market/quadrants.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "study/statistics/robust.h"

namespace orrery::study {
namespace {

/// The paper's names, by whether the price and the usage are above their medians.
std::string quadrant_name(double price, double median_price, bool is_high_use) {
    const double distance = std::log10(price) - std::log10(median_price);
    if (std::abs(distance) < on_the_line_max) {
        return "on the line";
    }
    if (distance > 0) {
        return is_high_use ? "premium workload" : "specialized expert";
    }
    return is_high_use ? "mass-market driver" : "niche utility";
}

}  // namespace

Status price_quadrants(FigureResult& figure) {
    Table& table = figure.table;
    const std::size_t price = table.column("price");
    const std::size_t value = table.column("value");
    const auto free =
        std::erase_if(table.rows, [&](const auto& row) { return number_or(row[price], 0) <= 0; });
    if (free > 0) {
        figure.captions.push_back(free == 1
                                      ? std::string("1 category without any cost is left out.")
                                      : fmt::format("{} without any cost are left out.", free));
    }
    if (table.rows.empty()) {
        return {};
    }
    std::vector<double> prices;
    std::vector<double> tokens;
    for (const auto& row : table.rows) {
        prices.push_back(number_or(row[price], 0));
        tokens.push_back(number_or(row[value], 0));
    }
    const double median_price = median(prices);
    const double median_tokens = median(tokens);
    const std::size_t quadrant = table.column("quadrant");
    for (auto& row : table.rows) {
        row[quadrant] = quadrant_name(number_or(row[price], 0), median_price,
                                      number_or(row[value], 0) >= median_tokens);
    }
    const auto [cheapest, dearest] = std::ranges::minmax(prices);
    const auto [least, most] = std::ranges::minmax(tokens);
    figure.statistics.push_back({"median_price", median_price, "over the categories drawn"});
    figure.statistics.push_back({"median_tokens", median_tokens, "over the categories drawn"});
    figure.trends.push_back({"median price", {{median_price, least}, {median_price, most}}});
    figure.trends.push_back(
        {"median tokens", {{cheapest, median_tokens}, {dearest, median_tokens}}});
    return {};
}

}  // namespace orrery::study
