#include "study/reading/takeaway.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "study/reading/change.h"
#include "study/reading/comparison.h"
#include "study/reading/quantity.h"
#include "study/reading/takeaway_writers.h"

namespace orrery::study {
namespace {

std::string class_shares(const FigureResult& figure) {
    const Series* first = leader(figure);
    const auto change = first == nullptr ? std::nullopt : change_of(figure, first->key);
    if (!change) {
        return {};
    }
    const std::string now = fmt::format("{}: {} of {} {}", first->label, late_share(*change),
                                        whole_of(figure), change->when);
    return change->is_trend ? now + ", " + moved(change->first, change->last) : now;
}

std::string top_series(const FigureResult& figure, std::string_view one, std::string_view many,
                       const std::string& whole = {}) {
    const Series* first = leader(figure);
    const auto change = first == nullptr ? std::nullopt : change_of(figure, first->key);
    if (!change) {
        return {};
    }
    int sharing = 0;
    for (const Series& series : figure.series) {
        sharing += series.key != "other" && last_of(figure, series) >= 0.05 ? 1 : 0;
    }
    return fmt::format("{} leads with {}{} {}; {} {} 5 % or more", first->label,
                       late_share(*change), whole.empty() ? whole : " of " + whole, change->when,
                       sharing,
                       sharing == 1 ? fmt::format("{} has", one) : fmt::format("{} have", many));
}

std::string growth(const FigureResult& figure, std::string_view unit) {
    auto change = change_of(figure, "");
    if (!change) {
        return {};
    }
    change->first = std::round(change->first);
    change->last = std::round(change->last);
    if (!change->is_trend || change->first <= 0) {
        if (change->last == 1) {
            unit.remove_suffix(1);  // one token, one model
        }
        return fmt::format("{} {} {}", quantity_text(change->last), unit, change->when);
    }
    const double ratio = change->last / change->first;
    if (ratio > 0.95 && ratio < 1.05) {
        return fmt::format("Steady at {} {} a week", quantity_text(change->last), unit);
    }
    return fmt::format("From {} to {} {} a week", quantity_text(change->first),
                       quantity_text(change->last), unit);
}

std::string share_of(const FigureResult& figure, const std::string& series,
                     std::string_view subject) {
    const auto change = change_of(figure, series);
    if (!change) {
        return {};
    }
    const std::string now =
        fmt::format("{} {} of {} {}", subject, late_share(*change), whole_of(figure), change->when);
    return change->is_trend ? now + ", " + moved(change->first, change->last) : now;
}

std::string mean_change(const FigureResult& figure) {
    const auto change = change_of(figure, "all");
    if (!change) {
        return {};
    }
    const std::string& unit = figure.definition.y_title;
    const std::string now =
        fmt::format("{} {} {}", quantity_text(std::round(change->last)), unit, change->when);
    return change->is_trend
               ? fmt::format("{}, {} at the start", now, quantity_text(std::round(change->first)))
               : now;
}

std::string elasticity(const FigureResult& figure) {
    const auto slope = statistic(figure, "slope");
    const auto lower = statistic(figure, "slope_lower");
    const auto upper = statistic(figure, "slope_upper");
    const auto fit = statistic(figure, "r_squared");
    if (!slope || !lower || !upper || !fit) {
        return fmt::format("{} models with a price", figure.table.rows.size());
    }
    if (*lower <= 0 && *upper >= 0) {
        return fmt::format("Price alone tells little of usage: slope {} ({} to {}), R² {:.2f}",
                           slope_text(*slope), slope_text(*lower), slope_text(*upper), *fit);
    }
    return fmt::format("{} models are used more: slope {} ({} to {}), R² {:.2f}",
                       *slope < 0 ? "Cheaper" : "Dearer", slope_text(*slope), slope_text(*lower),
                       slope_text(*upper), *fit);
}

std::string segments(const FigureResult& figure) {
    std::map<std::string, int> counts;
    const std::size_t column = figure.table.column("segment");
    if (column == figure.table.columns.size()) {
        return {};
    }
    for (const auto& row : figure.table.rows) {
        ++counts[to_text(row[column])];
    }
    std::string text;
    for (const auto* name : {"premium leader", "efficient giant", "premium specialist"}) {
        const int count = counts[name];
        text +=
            fmt::format("{}{} {}{}", text.empty() ? "" : ", ", count, name, count == 1 ? "" : "s");
    }
    return fmt::format("{}, {} in the long tail", text, counts["long tail"]);
}

std::string price_span(const FigureResult& figure) {
    const Table& table = figure.table;
    const std::size_t price = table.column("price");
    const auto by_price = [&](const auto& row) { return number_or(row[price], 0); };
    const auto [cheapest, dearest] = std::ranges::minmax_element(table.rows, {}, by_price);
    const std::size_t model = table.column("model");
    return fmt::format("A million tokens cost from {} ({}) to {} ({})",
                       dollars_text(by_price(*cheapest)), to_text((*cheapest)[model]),
                       dollars_text(by_price(*dearest)), to_text((*dearest)[model]));
}

std::string table_top(const FigureResult& figure) {
    const auto& row = figure.table.rows.front();
    const std::size_t share = figure.table.column("share");
    const std::size_t tokens = figure.table.column("tokens");
    if (std::max(share, tokens) >= row.size()) {
        return {};
    }
    return fmt::format("{} serves {} of open-weight tokens, {} in all", to_text(row.front()),
                       percent_text(number_or(row[share], 0)),
                       quantity_text(number_or(row[tokens], 0)));
}

}  // namespace

std::string write_takeaway(const FigureResult& figure) {
    using Writer = std::string (*)(const FigureResult&);
    static const std::map<std::string, Writer> writers = {
        {"class_shares", class_shares},
        {"top_series", [](const auto& f) { return top_series(f, "model", "models"); }},
        {"top_categories",
         [](const auto& f) { return top_series(f, "category", "categories", whole_of(f)); }},
        {"top_authors",
         [](const auto& f) { return top_series(f, "author", "authors", whole_of(f)); }},
        {"top_continents",
         [](const auto& f) { return top_series(f, "continent", "continents", whole_of(f)); }},
        {"programming_share",
         [](const auto& f) { return share_of(f, "programming", "Programming takes"); }},
        {"category_means", category_means},
        {"mean_ratio", mean_ratio},
        {"tags", tag_shares},
        {"category_prices", category_prices},
        {"language_top", language_top},
        {"retention", retention},
        {"volume_growth", [](const auto& f) { return growth(f, "tokens"); }},
        {"count_growth", [](const auto& f) { return growth(f, "open-weight models"); }},
        {"reasoning_share",
         [](const auto& f) { return share_of(f, "reasoning", "Reasoning models serve"); }},
        {"share_change",
         [](const auto& f) { return share_of(f, "tool_calls", "Tool-call finishes make up"); }},
        {"mean_change", mean_change},
        {"elasticity", elasticity},
        {"segments", segments},
        {"price_span", price_span},
        {"table_top", table_top},
        {"messages", messages},
        {"effective_models", equal_models},
        {"hhi", hhi},
        {"concentration", concentration},
        {"inflection", inflection},
        {"top_account", top_account},
        {"spikes", spikes},
        {"elasticities", two_elasticities},
        {"account_retention", account_survival},
        {"movers", week_movers},
        {"token_classes", token_classes},
        {"cache_hits", [](const auto& f) { return share_of(f, "read", "Cache reads make up"); }},
        {"cache_savings", cache_savings},
        {"latency", latency},
        {"fastest_provider", fastest_provider},
        {"providers", providers},
        {"failures", failures},
        {"retried", [](const auto& f) { return share_of(f, "retried", "Second attempts:"); }},
        {"byok", [](const auto& f) { return share_of(f, "byok", "Own provider keys serve"); }},
        {"cancelled", [](const auto& f) { return share_of(f, "cancelled", "Clients cancel"); }},
    };
    const auto writer = writers.find(figure.definition.takeaway);
    std::string sentence = writer == writers.end() ? std::string() : writer->second(figure);
    return sentence.empty() ? figure.definition.title : sentence;
}

}  // namespace orrery::study
