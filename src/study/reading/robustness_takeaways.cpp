#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "study/reading/change.h"
#include "study/reading/comparison.h"
#include "study/reading/quantity.h"
#include "study/reading/takeaway_writers.h"

namespace orrery::study {
namespace {

/// Returns the number in a named column of the row whose first cell says `name`.
std::optional<double> number_in(const FigureResult& figure, std::string_view name,
                                const std::string& column) {
    const std::size_t at = figure.table.column(column);
    for (const auto& row : figure.table.rows) {
        if (to_text(row.front()) == name && at < row.size() &&
            !std::holds_alternative<std::monostate>(row[at])) {
            return number_or(row[at], 0);
        }
    }
    return std::nullopt;
}

std::string text_in(const std::vector<Cell>& row, std::size_t column) {
    return column < row.size() ? to_text(row[column]) : std::string();
}

std::string points_text(double change) {
    return fmt::format("{:.1f} points", std::abs(100 * change));
}

}  // namespace

std::string messages(const FigureResult& figure) {
    const auto generations = change_of(figure, "closed");
    const auto tokens = change_of(figure, "tokens_closed");
    if (!generations || !tokens) {
        return {};
    }
    return fmt::format("Closed models serve {} of generations {}, and {} of tokens",
                       percent_text(generations->last), generations->when,
                       percent_text(tokens->last));
}

std::string equal_models(const FigureResult& figure) {
    const auto all = change_of(figure, "all");
    if (!all) {
        return {};
    }
    const std::string now =
        fmt::format("Tokens spread as over {:.1f} equal models {}", all->last, all->when);
    const std::string then =
        all->is_trend ? fmt::format(", {:.1f} at the start", all->first) : std::string();
    const auto open = change_of(figure, "open");
    return open ? fmt::format("{}{}; {:.1f} among open weights", now, then, open->last)
                : now + then;
}

std::string hhi(const FigureResult& figure) {
    const auto models = change_of(figure, "models");
    const auto authors = change_of(figure, "authors");
    if (!models || !authors) {
        return {};
    }
    return fmt::format(
        "Two tokens drawn at random share their model in {} of draws {}, their author in {}",
        percent_text(models->last), models->when, percent_text(authors->last));
}

std::string concentration(const FigureResult& figure) {
    const auto models = number_in(figure, "models", "cr4_share");
    const auto accounts = number_in(figure, "accounts", "cr4_share");
    if (!models) {
        return {};
    }
    const std::string first =
        fmt::format("The four largest models serve {} of tokens", percent_text(*models));
    return accounts
               ? fmt::format("{}; the four largest accounts use {}", first, percent_text(*accounts))
               : first;
}

std::string inflection(const FigureResult& figure) {
    const auto inflections = statistic(figure, "inflections");
    const auto before = statistic(figure, "before");
    const auto after = statistic(figure, "after");
    const auto all = change_of(figure, "all");
    if (!inflections || !all) {
        return "Too few weeks to tell whether the open-weight market opened up";
    }
    if (before && after && !figure.events.empty()) {
        return fmt::format(
            "The open-weight market opens up in the week of {}: from {:.1f} to {:.1f} equal models",
            date_text(figure.events.front().date), *before, *after);
    }
    return fmt::format(
        "No lasting inflection: open weights spread as over {:.1f} equal models {}, {:.1f} at the "
        "start",
        all->last, all->when, all->first);
}

std::string top_account(const FigureResult& figure) {
    const std::size_t verdict = figure.table.column("class");
    std::string moved;
    for (const auto& row : figure.table.rows) {
        if (text_in(row, verdict) != "robust") {
            moved += (moved.empty() ? "" : ", ") + to_text(row.front());
        }
    }
    return moved.empty() ? "No headline share moves by a point without its most influential account"
                         : "Moved by a point or more without one account: " + moved;
}

std::string spikes(const FigureResult& figure) {
    const std::size_t verdict = figure.table.column("verdict");
    const std::size_t week = figure.table.column("week");
    int weeks = 0;
    std::string singles;
    for (const auto& row : figure.table.rows) {
        const std::string kind = text_in(row, verdict);
        weeks += kind == "none" || kind == "insufficient_data" ? 0 : 1;
        if (kind == "single_account") {
            singles += fmt::format("{}{} in the week of {}", singles.empty() ? "" : ", ",
                                   to_text(row.front()), date_text(text_in(row, week)));
        }
    }
    if (weeks == 0) {
        return "No week stands out";
    }
    const std::string count =
        weeks == 1 ? "1 week stands out" : fmt::format("{} weeks stand out", weeks);
    return singles.empty() ? count + ", none by a single account"
                           : fmt::format("{}; by a single account: {}", count, singles);
}

std::string two_elasticities(const FigureResult& figure) {
    const auto said = [&](const char* name) {
        const auto slope = number_in(figure, name, "slope");
        const auto lower = number_in(figure, name, "slope_lower");
        const auto upper = number_in(figure, name, "slope_upper");
        return slope && lower && upper ? fmt::format("slope {} ({} to {})", slope_text(*slope),
                                                     slope_text(*lower), slope_text(*upper))
                                       : std::string("too few data");
    };
    return fmt::format("Across models: {}; within models: {}", said("across models"),
                       said("within models"));
}

std::string account_survival(const FigureResult& figure) {
    const std::size_t age = figure.table.column("age");
    const std::size_t series = figure.table.column("series");
    const std::size_t value = figure.table.column("value");
    std::optional<double> half;
    std::pair<double, double> last = {0, 1};
    for (const auto& row : figure.table.rows) {
        if (to_text(row[series]) == "survival") {
            last = std::max(last, {number_or(row[age], 0), number_or(row[value], 0)});
            if (number_or(row[value], 1) <= 0.5 && (!half || number_or(row[age], 0) < *half)) {
                half = number_or(row[age], 0);
            }
        }
    }
    if (last.first <= 0) {
        return {};
    }
    const std::string stay = fmt::format("{} of accounts have not left by month {:.0f}",
                                         percent_text(last.second), last.first);
    return half ? fmt::format("Half of the accounts have left by month {:.0f}; {}", *half, stay)
                : stay;
}

std::string week_movers(const FigureResult& figure) {
    const std::size_t direction = figure.table.column("direction");
    const std::size_t share = figure.table.column("share");
    const std::size_t change = figure.table.column("share_change");
    const auto first = [&](const char* wanted) {
        return std::ranges::find_if(
            figure.table.rows, [&](const auto& row) { return text_in(row, direction) == wanted; });
    };
    const auto said = [&](const auto& row) {
        return fmt::format("{} by {} to {}", to_text(row.front()),
                           points_text(number_or(row[change], 0)),
                           percent_text(number_or(row[share], 0)));
    };
    const auto rise = first("rises");
    const auto fall = first("falls");
    const auto end = figure.table.rows.end();
    if (rise == end && fall == end) {
        return {};
    }
    std::string text = rise == end ? "" : "Up most: " + said(*rise);
    if (fall != end) {
        text += (text.empty() ? "Down most: " : "; down most: ") + said(*fall);
    }
    return text;
}

}  // namespace orrery::study
