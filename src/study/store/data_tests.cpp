#include "study/store/data_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace orrery::study {
namespace {

constexpr double share_tolerance = 1e-9;

using Sums = std::map<std::string, double>;

const FigureResult* drawn(const std::vector<FigureResult>& figures, std::string_view id) {
    const auto found = std::ranges::find_if(figures, [&](const FigureResult& figure) {
        return figure.definition.id == id && figure.status == FigureStatus::drawn;
    });
    return found == figures.end() ? nullptr : &*found;
}

/// Sums a figure's stacked values by x, or by x and series.
Sums sums_of(const FigureResult& figure, bool by_series) {
    Sums sums;
    const std::size_t series = figure.table.column("series");
    const std::size_t value = figure.table.column("value");
    for (const auto& row : figure.table.rows) {
        const std::string key = to_text(row[series]);
        const bool is_overlay = std::ranges::any_of(
            figure.series, [&](const Series& known) { return known.overlay && known.key == key; });
        if (!is_overlay) {
            sums[to_text(row.front()) + (by_series ? " " + key : "")] += number_or(row[value], 0);
        }
    }
    return sums;
}

/// Compares two sums at each x that both have; relative to the larger, or absolute below 1.
DataTest compare(std::string name, const Sums& left, const Sums& right) {
    DataTest test{std::move(name), true, {}};
    std::size_t compared = 0;
    for (const auto& [x, value] : left) {
        const auto other = right.find(x);
        if (other == right.end()) {
            continue;
        }
        ++compared;
        const double scale = std::max({1.0, std::abs(value), std::abs(other->second)});
        if (std::abs(value - other->second) > share_tolerance * scale) {
            test.passed = false;
            test.detail = fmt::format("at {}: {} against {}", x, value, other->second);
            return test;
        }
    }
    test.detail = fmt::format("{} values compared", compared);
    return test;
}

/// Lists the x of which a value is not stated: what is left of them sums to less.
std::set<std::string> unstated_x(const FigureResult& figure) {
    const std::size_t value = figure.table.column("value");
    std::set<std::string> unstated;
    for (const auto& row : figure.table.rows) {
        if (std::holds_alternative<std::monostate>(row[value])) {
            unstated.insert(to_text(row.front()));
        }
    }
    return unstated;
}

void test_shares(const std::vector<FigureResult>& figures, std::vector<DataTest>& tests) {
    DataTest test{"shares of each x sum to 100 %", true, {}};
    std::size_t checked = 0;
    for (const FigureResult& figure : figures) {
        if (!figure.definition.normalised || figure.status != FigureStatus::drawn) {
            continue;
        }
        const auto unknown = unstated_x(figure);
        for (const auto& [x, sum] : sums_of(figure, false)) {
            if (unknown.contains(x)) {
                continue;
            }
            ++checked;
            if (std::abs(sum - 1) > share_tolerance && test.passed) {
                test.passed = false;
                test.detail = fmt::format("{} at {} sums to {}", figure.definition.id, x, sum);
            }
        }
    }
    if (test.passed) {
        test.detail = fmt::format("{} sums", checked);
    }
    tests.push_back(std::move(test));
}

void test_agreement(const std::vector<FigureResult>& figures, std::vector<DataTest>& tests) {
    const auto* shares = drawn(figures, "fig01");
    const auto* volumes = drawn(figures, "fig02");
    if (shares != nullptr && volumes != nullptr) {
        Sums normalised = sums_of(*volumes, true);
        const Sums totals = sums_of(*volumes, false);
        for (auto& [x, value] : normalised) {
            const double total = totals.at(x.substr(0, x.find(' ')));
            value = total > 0 ? value / total : 0;
        }
        tests.push_back(
            compare("figure 1 is figure 2, normalised", sums_of(*shares, true), normalised));
    }
    const auto* prompt = drawn(figures, "fig14");
    const auto* completion = drawn(figures, "fig15");
    const auto* sequence = drawn(figures, "fig17");
    if (prompt != nullptr && completion != nullptr && sequence != nullptr) {
        Sums sum = sums_of(*prompt, false);
        for (const auto& [x, value] : sums_of(*completion, false)) {
            sum[x] += value;
        }
        tests.push_back(
            compare("figure 14 + figure 15 = figure 17", sum, sums_of(*sequence, false)));
    }
}

Result<std::optional<DataTest>> test_volume(warehouse::Warehouse& warehouse, const Window& window,
                                            const std::vector<FigureResult>& figures) {
    const auto* volumes = drawn(figures, "fig02");
    if (volumes == nullptr) {
        return std::optional<DataTest>();
    }
    const auto total = warehouse.query(fmt::format(
        "SELECT sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) FROM mart_usage "
        "WHERE day BETWEEN DATE '{}' AND DATE '{}'",
        window.from, window.to));
    if (!total) {
        return std::unexpected(total.error());
    }
    Sums all;
    for (const auto& [x, value] : sums_of(*volumes, false)) {
        all["window"] += value;
    }
    return std::optional(compare("figure 2 sums to the tokens of all days and models", all,
                                 {{"window", number_or(total->rows[0][0], 0)}}));
}

/// Each sum of the coverage mart with how it is judged: a test that zero passes, or a count.
Status test_oddities(warehouse::Warehouse& warehouse, const Window& window,
                     std::vector<DataTest>& tests) {
    const auto counts = warehouse.query(
        fmt::format("SELECT sum(generations), sum(odd_cached), sum(odd_tools), sum(odd_reasoning), "
                    "sum(odd_zero_tokens), sum(odd_ttft) FROM mart_coverage "
                    "WHERE day BETWEEN DATE '{}' AND DATE '{}'",
                    window.from, window.to));
    if (!counts) {
        return std::unexpected(counts.error());
    }
    const auto& row = counts->rows.front();
    const auto count = [&](std::size_t at) {
        return static_cast<std::int64_t>(number_or(row[at], 0));
    };
    const auto detail = [&](std::size_t at) {
        return fmt::format("{} of {} generations", count(at), count(0));
    };
    tests.push_back(
        {"cached tokens lie inside the prompt", count(1) == 0,
         detail(1) + (count(1) == 0 ? " differ" : " have more cached than prompt tokens")});
    tests.push_back({"tool-call finishes had tools offered, where known", count(2) == 0,
                     detail(2) + " differ"});
    tests.push_back(
        {"kept as reported: reasoning tokens above completion tokens", true, detail(3)});
    tests.push_back({"kept as reported: no tokens at all", true, detail(4)});
    tests.push_back({"kept as reported: first token later than the last", true, detail(5)});
    return {};
}

}  // namespace

Result<std::vector<DataTest>> run_data_tests(warehouse::Warehouse& warehouse, const Window& window,
                                             const std::vector<FigureResult>& figures) {
    std::vector<DataTest> tests;
    test_shares(figures, tests);
    test_agreement(figures, tests);
    auto volume = test_volume(warehouse, window, figures);
    if (!volume) {
        return std::unexpected(volume.error());
    }
    if (*volume) {
        tests.push_back(std::move(**volume));
    }
    if (auto counted = test_oddities(warehouse, window, tests); !counted) {
        return std::unexpected(counted.error());
    }
    return tests;
}

}  // namespace orrery::study
