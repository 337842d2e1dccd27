#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "study/reading/change.h"
#include "study/reading/comparison.h"
#include "study/reading/quantity.h"
#include "study/reading/takeaway_writers.h"

namespace orrery::study {
namespace {

/// A mean over fewer cohorts than this says of how many it is.
constexpr std::ptrdiff_t cohorts_for_mean = 4;

std::string_view first_sentence(std::string_view text) {
    text = text.substr(0, text.find(". "));
    return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

/// "of accounts are active in month 5": the mean at an age, and of how few cohorts it is.
std::string active_at(const FigureResult& figure, int age, double share) {
    const std::size_t column = figure.table.column("age");
    const auto cohorts = std::ranges::count_if(
        figure.table.rows, [&](const auto& row) { return number_or(row[column], -1) == age; });
    const std::string few = cohorts == 1                 ? " (of one cohort)"
                            : cohorts < cohorts_for_mean ? fmt::format(" (of {} cohorts)", cohorts)
                                                         : std::string();
    return fmt::format("{} of accounts are active in month {}{}", percent_text(share), age, few);
}

}  // namespace

std::string category_means(const FigureResult& figure) {
    std::vector<std::pair<double, std::string>> means;
    std::string when;
    for (const Series& series : figure.series) {
        if (const auto change = change_of(figure, series.key)) {
            means.emplace_back(change->last, series.label);
            when = change->when;
        }
    }
    std::ranges::sort(means, std::greater());
    if (means.empty()) {
        return {};
    }
    const std::string longest =
        fmt::format("{}: {} {} {}", means[0].second, quantity_text(std::round(means[0].first)),
                    figure.definition.y_title, when);
    return means.size() == 1 ? longest
                             : fmt::format("{}; {} follows with {}", longest, means[1].second,
                                           quantity_text(std::round(means[1].first)));
}

std::string mean_ratio(const FigureResult& figure) {
    const auto programming = change_of(figure, "programming");
    const auto all = change_of(figure, "all");
    if (!programming || !all || all->last <= 0) {
        return {};
    }
    return fmt::format(
        "A generation on programming has {:.1f} times the tokens of the average one "
        "{}",
        programming->last / all->last, programming->when);
}

std::string tag_shares(const FigureResult& figure) {
    const std::size_t category = figure.table.column("category");
    const std::size_t series = figure.table.column("series");
    const std::size_t value = figure.table.column("value");
    struct Top {
        std::string category;
        std::string tag;
        double share = 0;
    };
    std::vector<Top> tops;
    for (const auto& row : figure.table.rows) {
        const std::string name = to_text(row[category]);
        if (tops.empty() || tops.back().category != name) {
            tops.push_back({name, {}, 0});
        }
        const std::string tag = to_text(row[series]);
        if (tag != "other" && number_or(row[value], 0) > tops.back().share) {
            tops.back() = {name, tag, number_or(row[value], 0)};
        }
    }
    const auto [least, most] = std::ranges::minmax_element(tops, {}, &Top::share);
    if (most == tops.end() || most->tag.empty()) {
        return {};
    }
    const std::string first =
        fmt::format("{} is {} of {}", most->tag, percent_text(most->share), most->category);
    if (tops.size() == 1) {
        return first;
    }
    return least->tag.empty()
               ? fmt::format("{}; {} has no tag of 7 % or more", first, least->category)
               : fmt::format("{}; the largest tag of {} is {}", first, least->category,
                             percent_text(least->share));
}

std::string category_prices(const FigureResult& figure) {
    const auto median_price = statistic(figure, "median_price");
    const std::size_t category = figure.table.column("category");
    const std::size_t price = figure.table.column("price");
    const std::size_t value = figure.table.column("value");
    const auto by = [](std::size_t column) {
        return [column](const auto& row) { return number_or(row[column], 0); };
    };
    const auto dearest = std::ranges::max_element(figure.table.rows, {}, by(price));
    const auto most = std::ranges::max_element(figure.table.rows, {}, by(value));
    if (!median_price || dearest == figure.table.rows.end()) {
        return {};
    }
    return fmt::format(
        "A million tokens cost most in {} ({}) and {} in the median category; most go to {}",
        to_text((*dearest)[category]), dollars_text(number_or((*dearest)[price], 0)),
        dollars_text(*median_price), to_text((*most)[category]));
}

std::string language_top(const FigureResult& figure) {
    const auto& rows = figure.table.rows;
    const std::size_t share = figure.table.column("share");
    if (rows.empty() || share >= rows.front().size()) {
        return {};
    }
    const auto said = [&](const auto& row) {
        return fmt::format("{} {}", language_text(to_text(row.front())),
                           percent_text(number_or(row[share], 0)));
    };
    return rows.size() == 1
               ? fmt::format("Prompts by language: {}", said(rows[0]))
               : fmt::format("Prompts by language: {}, then {}", said(rows[0]), said(rows[1]));
}

std::string retention(const FigureResult& figure) {
    const Table& table = figure.table;
    const std::size_t age = table.column("age");
    const std::size_t value = table.column("value");
    if (std::max(age, value) >= table.columns.size() || figure.verdicts.empty()) {
        return {};
    }
    const std::string& model = figure.definition.title;
    for (const Verdict& verdict : figure.verdicts) {
        if (!verdict.cohort.empty() && verdict.kind != "boomerang") {
            return fmt::format("{}: {}the cohort of {} stays. {}", model,
                               verdict.is_provisional ? "read early, " : "",
                               date_text(verdict.cohort), first_sentence(verdict.text));
        }
    }
    const auto month = statistic(figure, "mean_share_month_5");
    const auto first = statistic(figure, "mean_share_month_1");
    const auto boomerangs = std::ranges::count(figure.verdicts, "boomerang", &Verdict::kind);
    const std::string back = boomerangs == 0 ? ""
                             : boomerangs == 1
                                 ? "; accounts of one cohort come back"
                                 : fmt::format("; accounts come back {} times", boomerangs);
    if (month) {
        return fmt::format("{}: {}{}", model, active_at(figure, 5, *month), back);
    }
    return first ? fmt::format("{}: {}{}", model, active_at(figure, 1, *first), back)
                 : std::string();
}

}  // namespace orrery::study
