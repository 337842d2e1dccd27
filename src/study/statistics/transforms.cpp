#include "study/statistics/transforms.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "base/format/directives.h"
#include "study/statistics/influence/spike_table.h"
#include "study/statistics/market/inflection.h"
#include "study/statistics/market/movers.h"
#include "study/statistics/market/panel.h"
#include "study/statistics/market/quadrants.h"
#include "study/statistics/market/segments.h"
#include "study/statistics/regression.h"
#include "study/statistics/retention/survival.h"

namespace orrery::study {
namespace {

/// A share that is not there at an x with other rows is zero, not unknown: the x was seen.
Status complete_grid(FigureResult& figure) {
    Table& table = figure.table;
    const std::size_t series = table.column("series");
    const std::size_t value = table.column("value");
    const std::size_t n = table.column("n");
    std::set<std::string> overlays;
    for (const Series& known : figure.definition.series) {
        if (known.overlay) {
            overlays.insert(known.key);
        }
    }
    std::map<std::string, std::set<std::string>> seen;
    std::set<std::string> keys;
    for (const auto& row : table.rows) {
        const std::string key = to_text(row[series]);
        if (!overlays.contains(key)) {
            seen[to_text(row.front())].insert(key);
            keys.insert(key);
        }
    }
    for (const auto& [x, present] : seen) {
        for (const std::string& key : keys) {
            if (!present.contains(key)) {
                std::vector<Cell> row(table.columns.size());
                row.front() = x;
                row[series] = key;
                row[value] = 0.0;
                row[n] = std::int64_t{0};
                table.rows.push_back(std::move(row));
            }
        }
    }
    std::ranges::sort(table.rows, {}, [&](const auto& row) {
        return std::pair(to_text(row.front()), to_text(row[series]));
    });
    return {};
}

Status drop_free_models(FigureResult& figure) {
    const std::size_t price = figure.table.column("price");
    const auto free = std::erase_if(figure.table.rows,
                                    [&](const auto& row) { return number_or(row[price], 0) <= 0; });
    if (free > 0) {
        figure.captions.push_back(
            free == 1 ? std::string("1 model without any cost is left out.")
                      : fmt::format("{} models without any cost are left out.", free));
    }
    return {};
}

Status ols_log_log(FigureResult& figure) {
    std::vector<double> price;
    std::vector<double> usage;
    const std::size_t price_column = figure.table.column("price");
    const std::size_t value_column = figure.table.column("value");
    for (const auto& row : figure.table.rows) {
        price.push_back(std::log10(number_or(row[price_column], 1)));
        usage.push_back(std::log10(number_or(row[value_column], 1)));
    }
    const auto fit = ordinary_least_squares(price, usage);
    if (!fit) {
        figure.captions.push_back(
            fmt::format("No trend line: {} model{} with a price do not support one.", price.size(),
                        price.size() == 1 ? "" : "s"));
        return {};
    }
    const auto [lowest, highest] = std::ranges::minmax(price);
    Trend trend{fmt::format("OLS, slope {:.2f}", fit->slope), {}};
    for (const double x : {lowest, highest}) {
        trend.points.emplace_back(std::pow(10, x), std::pow(10, fit->intercept + fit->slope * x));
    }
    figure.trends.push_back(std::move(trend));
    const auto add = [&](std::string name, std::optional<double> value, std::string note) {
        figure.statistics.push_back({std::move(name), value, std::move(note)});
    };
    add("slope", fit->slope, "OLS of log10 tokens on log10 price, across models");
    add("slope_lower", fit->slope_lower, "95 % interval, HC3");
    add("slope_upper", fit->slope_upper, "95 % interval, HC3");
    add("r_squared", fit->r_squared, "");
    add("spearman", spearman(price, usage), "rank correlation");
    add("theil_sen", theil_sen(price, usage), "median slope of all pairs of models");
    add("price_cut_10_percent", std::pow(0.9, fit->slope) - 1,
        "usage gained by a 10 % lower price, 0.9^slope - 1; a cross-section, no forecast");
    add("models", static_cast<double>(fit->points), "models with a price");
    return {};
}

/// Charts call the tokens of a model `value`, tables by their name.
std::size_t volume_column(const Table& table) {
    const std::size_t value = table.column("value");
    return value < table.columns.size() ? value : table.column("tokens");
}

std::vector<MarketPoint> market_points(const Table& table) {
    std::vector<MarketPoint> points;
    const std::size_t price = table.column("price");
    const std::size_t value = volume_column(table);
    for (const auto& row : table.rows) {
        points.push_back({number_or(row[price], 0), number_or(row[value], 0)});
    }
    return points;
}

Status name_segments(FigureResult& figure) {
    const auto segments = market_segments(market_points(figure.table));
    const std::size_t column = figure.table.column("segment");
    std::map<std::string, double> counts;
    for (std::size_t row = 0; row < segments.size(); ++row) {
        const std::string name(segment_name(segments[row]));
        figure.table.rows[row][column] = name;
        ++counts[name];
    }
    for (const auto& [name, count] : counts) {
        figure.statistics.push_back({name, count, "models in this segment"});
    }
    return {};
}

/// The models of the paper's Table 3, by the slugs of the catalog.
constexpr std::array paper_examples = {"google/gemini-2.0-flash-001",
                                       "deepseek/deepseek-chat-v3-0324",
                                       "anthropic/claude-3.7-sonnet",
                                       "anthropic/claude-sonnet-4",
                                       "qwen/qwen-2-7b-instruct",
                                       "ibm-granite/granite-4.0-h-micro",
                                       "openai/gpt-4",
                                       "openai/gpt-5-pro"};

Status segment_examples(FigureResult& figure) {
    constexpr int examples_max = 2;
    Table& table = figure.table;
    const std::size_t segment = table.column("segment");
    const std::size_t model = table.column("model");
    const std::size_t value = volume_column(table);
    const auto is_example = [&](const auto& row) {
        return std::ranges::find(paper_examples, to_text(row[model])) != paper_examples.end();
    };
    std::ranges::sort(table.rows, [&](const auto& a, const auto& b) {
        return std::tuple(to_text(a[segment]), !is_example(a), -number_or(a[value], 0)) <
               std::tuple(to_text(b[segment]), !is_example(b), -number_or(b[value], 0));
    });
    std::map<std::string, int> kept;
    std::map<std::string, bool> has_example;
    std::erase_if(table.rows, [&](const auto& row) {
        const std::string name = to_text(row[segment]);
        has_example[name] = has_example[name] || is_example(row);
        const bool is_wanted = name != "core" && (is_example(row) || !has_example[name]);
        return !is_wanted || ++kept[name] > examples_max;
    });
    return {};
}

struct Transform {
    Status (*apply)(FigureResult&);
    std::vector<std::string> columns;  ///< What it reads; `a|b` stands for either of two.
};

bool has_column(const Table& table, const std::string& either) {
    return std::ranges::any_of(split(either, '|'), [&](const std::string& name) {
        return table.column(name) < table.columns.size();
    });
}

}  // namespace

Status apply_transform(const std::string& name, FigureResult& figure) {
    static const std::map<std::string, Transform> transforms = {
        {"complete_grid", {complete_grid, {"series", "value", "n"}}},
        {"drop_free_models", {drop_free_models, {"price"}}},
        {"ols_log_log", {ols_log_log, {"price", "value"}}},
        {"market_segments", {name_segments, {"price", "segment", "value|tokens"}}},
        {"price_quadrants", {price_quadrants, {"price", "value", "quadrant"}}},
        {"movers", {movers, {"week", "weeks_ago", "tokens", "n"}}},
        {"market_inflection", {market_inflection, {"series", "value", "n"}}},
        {"spike_table", {spike_table, {"signal", "week", "account", "numerator", "denominator"}}},
        {"elasticities", {elasticities, {"model", "month", "price", "tokens"}}},
        {"account_retention",
         {account_retention, {"first_month", "active", "accounts", "last_complete_month"}}},
        {"segment_examples", {segment_examples, {"segment", "model", "value|tokens"}}},
    };
    const auto found = transforms.find(name);
    if (found == transforms.end()) {
        return fail(ErrorKind::bad_input, fmt::format("there is no transformation '{}'", name),
                    figure.definition.id, "src/study/statistics/transforms.h lists them");
    }
    for (const std::string& column : found->second.columns) {
        if (!has_column(figure.table, column)) {
            return fail(ErrorKind::bad_input, fmt::format("{} needs a column {}", name, column),
                        figure.definition.id,
                        "let query.sql yield it, or leave the transformation out");
        }
    }
    return found->second.apply(figure);
}

}  // namespace orrery::study
