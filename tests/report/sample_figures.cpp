#include "sample_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace orrery::report {
namespace {

using study::ChartKind;
using study::FigureResult;
using study::Unit;

constexpr std::array categories = {"roleplay", "programming",   "marketing", "technology",
                                   "science",  "translation",   "health",    "finance",
                                   "legal",    "marketing/seo", "trivia",    "academia"};

struct Tag {
    const char* label;
    double share;
};

const std::vector<std::vector<Tag>> tags = {
    {{"Roleplaying Games", 0.58}, {"Writers Resources", 0.156}, {"Adult", 0.154}},
    {{"Programming/Other", 0.67}, {"Development Tools", 0.264}, {"Scripting Languages", 0.04}},
    {{"Marketing Services", 0.41},
     {"Social Media Marketing", 0.22},
     {"Campaigns", 0.12},
     {"Brand Management", 0.08},
     {"Public Relations", 0.06}},
    {{"Intelligent Personal Assistants", 0.39}, {"Productivity Software", 0.26}, {"Web", 0.1}},
    {{"Machine Learning & Artificial Intelligence", 0.804}, {"Physics", 0.07}, {"Biology", 0.04}},
    {{"Foreign Language Resources", 0.511}, {"Dictionaries", 0.2}, {"Translation Tools", 0.19}}};

FigureResult columns_figure(const char* id, const char* title) {
    auto figure =
        base_figure(id, title, "categories", ChartKind::columns, Unit::share, {"category"});
    figure.definition.normalised = true;
    figure.definition.y_title = "Share of tagged tokens";
    figure.definition.denominator = "the tagged tokens of the category";
    figure.table.columns = {"category", "series", "value", "lower", "upper", "n"};
    return figure;
}

void add_column(FigureResult& figure, std::size_t category) {
    const std::string name = categories.at(category);
    double rest = 1;
    for (const auto& [label, share] : tags.at(category)) {
        const std::string key = name + "/" + label;
        figure.series.push_back({key, label, "tag:" + key, false});
        figure.table.rows.push_back({name, key, share, {}, {}, std::int64_t{900}});
        rest -= share;
    }
    figure.table.rows.push_back({name, "other", rest, {}, {}, std::int64_t{90}});
}

void add_rest(FigureResult& figure) {
    figure.series.push_back({"other", "All others", "class:other", false});
}

}  // namespace

FigureResult base_figure(const char* id, const char* title, const char* chapter, ChartKind kind,
                         Unit unit, std::vector<std::string> x) {
    FigureResult figure;
    figure.definition.id = id;
    figure.definition.title = title;
    figure.definition.chapter = chapter;
    figure.definition.kind = kind;
    figure.definition.unit = unit;
    figure.definition.x = std::move(x);
    figure.definition.x_title = figure.definition.x.back();
    figure.definition.definition = "Made-up values that show how the chart looks.";
    figure.definition.sql = "SELECT week, series, value FROM mart_usage WHERE tokens > 0 AND n < 9";
    figure.takeaway = title;
    figure.coverage = {5'000'000, 4'990'000, "finish_reason"};
    return figure;
}

FigureResult tags_of_categories() {
    auto figure = columns_figure("fig21a", "Tags inside the six largest categories");
    for (std::size_t category = 0; category < tags.size(); ++category) {
        add_column(figure, category);
    }
    add_rest(figure);
    return figure;
}

FigureResult tags_of_roleplay() {
    auto figure = columns_figure("fig29a", "Tags inside roleplay");
    add_column(figure, 0);
    add_rest(figure);
    return figure;
}

FigureResult retention() {
    auto figure = base_figure("fig25a", "Retention on Claude 4 Sonnet by cohort", "retention",
                              ChartKind::cohorts, Unit::share, {"cohort", "age"});
    figure.takeaway = "Of those who came in May 2025, 40\u00a0% are still there after five months";
    figure.definition.x_title = "months since the first generation";
    figure.definition.y_title = "Share of accounts still active";
    figure.table.columns = {"cohort", "age", "value", "lower", "upper", "n"};
    constexpr int cohorts = 7;
    for (int cohort = 0; cohort < cohorts; ++cohort) {
        const bool is_first = cohort == 0;
        for (std::int64_t age = 0; age < cohorts - cohort; ++age) {
            const double keep = std::exp(-0.7 * static_cast<double>(age));
            double value = is_first ? 0.38 + 0.62 * keep : 0.06 + 0.01 * cohort + 0.9 * keep;
            if (cohort == 2 && age >= 3) value += 0.14;
            if (age == 0) value = 1;
            figure.table.rows.push_back({fmt::format("2025-{:02}-01", cohort + 5), age, value,
                                         std::max(0.0, value - 0.03), std::min(1.0, value + 0.03),
                                         std::int64_t{4000 - 300 * cohort}});
        }
    }
    figure.verdicts = {
        {"2025-05", "foundational", "The cohort of May 2025 stays: 40 % are active in month 5."},
        {"2025-07-01", "boomerang", "The cohort of July 2025 came <back> in month 3."}};
    return figure;
}

FigureResult price_and_use_of_categories() {
    auto figure = base_figure("fig26", "Price and use of categories", "cost", ChartKind::scatter,
                              Unit::tokens, {"category", "price", "quadrant"});
    figure.definition.log_x = figure.definition.log_y = true;
    figure.definition.x_title = "Effective price, $ per million tokens";
    figure.definition.y_title = "Tokens";
    figure.table.columns = {"category", "price", "quadrant", "series",
                            "value",    "lower", "upper",    "n"};
    constexpr std::array prices = {0.4, 1.1, 0.6, 6.0, 1.3, 0.5, 0.95, 0.8, 0.72, 0.7, 0.3, 1.4};
    constexpr std::array tokens = {9e12, 2e13,   6e11, 3e12,   1.1e12, 5e11,
                                   4e11, 3.6e11, 2e11, 1.9e11, 1e11,   1.5e11};
    for (std::size_t i = 0; i < categories.size(); ++i) {
        const std::string name = categories[i];
        const bool is_dear = prices[i] > 0.73;
        const char* quadrant = tokens[i] > 4e11
                                   ? (is_dear ? "premium workloads" : "mass-market volume")
                                   : (is_dear ? "specialised experts" : "niche utilities");
        figure.series.push_back({name, name, "category:" + name, false});
        figure.table.rows.push_back(
            {name, prices[i], quadrant, name, tokens[i], {}, {}, std::int64_t{2000}});
    }
    figure.trends = {{"median price $0.73", {{0.73, 6e10}, {0.73, 4e13}}},
                     {"median use", {{0.2, 4e11}, {10, 4e11}}}};
    return figure;
}

FigureResult categories_since_may() {
    auto figure = base_figure("fig19", "Share of tagged tokens by category", "categories",
                              ChartKind::stacked_area, Unit::share, {"week"});
    figure.definition.normalised = true;
    figure.definition.y_title = "Share of tagged tokens";
    figure.table.columns = {"week", "series", "value", "lower", "upper", "n"};
    constexpr std::array mondays = {"2025-04-21", "2025-04-28", "2025-05-05", "2025-05-12",
                                    "2025-05-19", "2025-05-26", "2025-06-02", "2025-06-09"};
    for (std::size_t i = 0; i < categories.size(); ++i) {
        const std::string name = categories[i];
        figure.series.push_back({name, name, "category:" + name, false});
        for (std::size_t week = 0; week < mondays.size(); ++week) {
            const double value = (i + 3.0) / 102 + (i == 1   ? 0.02
                                                    : i == 0 ? -0.02
                                                             : 0.0) *
                                                       static_cast<double>(week) / 8;
            const Cell cell = week < 2 ? Cell{} : Cell{value};
            figure.table.rows.push_back({mondays[week], name, cell, {}, {}, std::int64_t{700}});
        }
    }
    figure.events = {{"2025-04-23", "Before the labels", ""}, {"2025-05-22", "Claude 4", ""}};
    return figure;
}

}  // namespace orrery::report
