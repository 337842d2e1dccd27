#include "study/privacy/publish.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "study/privacy/contributions.h"
#include "study/privacy/suppression.h"
#include "study/privacy/take_out.h"

namespace orrery::study {
namespace {

bool is_sum(const FigureDefinition& definition) {
    return definition.kind == ChartKind::stacked_area ||
           definition.kind == ChartKind::stacked_bar || definition.kind == ChartKind::columns;
}

std::int64_t accounts_min_of(const FigureDefinition& definition, const PrivacyRule& rule) {
    const bool is_geography = std::ranges::any_of(
        definition.cells, [](const Cells& cells) { return cells.from == "geography"; });
    return is_geography ? rule.geography_accounts_min : rule.accounts_min;
}

/// Whether a row states anything: zero and unknown do not.
bool states_something(const FigureResult& figure, const std::vector<Cell>& row) {
    const std::size_t value = figure.table.column("value");
    return value == figure.table.columns.size() || number_or(row[value], 0) != 0;
}

CellGrid grid_of(const FigureResult& figure, const Contributions& contributions,
                 const PrivacyRule& rule) {
    std::vector<CellGrid::Place> places;
    for (const auto& row : figure.table.rows) {
        auto [x, series] = place_of(figure, row);
        const auto found = contributions.find({x, series});
        const bool is_known = found != contributions.end();
        places.push_back({std::move(x), std::move(series),
                          is_known ? found->second : Contribution{},
                          !is_known && states_something(figure, row)});
    }
    CellGrid grid = make_grid(std::move(places), has_no_series(figure.definition),
                              accounts_min_of(figure.definition, rule));
    if (!is_sum(figure.definition) && !has_no_series(figure.definition)) {
        grid.lines.clear();  // Means do not add up to anything.
    }
    grid.withhold_unsafe(rule);
    return grid;
}

/// Names what a cell is of, the same in all figures that count the same: what one withholds, the
/// others must too. Nothing where that is its own alone.
std::string link_of(const FigureDefinition& definition, const CellGrid::Place& place) {
    const Cells& cells = definition.cells.front();
    if (place.series == "other" || place.x == "other") {
        return {};
    }
    std::string population = cells.from == "usage" ? std::string() : cells.where;
    for (const auto& [name, value] : definition.parameters) {
        population += "|" + to_text(value);
    }
    return fmt::format("{}|{}|{}|{}|{}|{}", cells.from, cells.x, cells.series, population, place.x,
                       place.series);
}

/// Withholds in every figure what one of them withholds. Returns whether anything was added.
bool withhold_links(std::vector<Checked>& all) {
    std::set<std::string> withheld;
    for (const Checked& checked : all) {
        for (const auto& place : checked.grid.places) {
            if (place.is_withheld) {
                withheld.insert(link_of(checked.figure->definition, place));
            }
        }
    }
    withheld.erase("");
    bool has_added = false;
    for (Checked& checked : all) {
        for (auto& place : checked.grid.places) {
            const bool is_new = !place.is_withheld && place.contribution.accounts > 0 &&
                                withheld.contains(link_of(checked.figure->definition, place));
            place.is_withheld = place.is_withheld || is_new;
            has_added = has_added || is_new;
        }
    }
    return has_added;
}

/// Collects the grids of the drawn figures of one window; withholds figures without cells.
Status check_figures(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                     const Window& window, const PrivacyRule& rule,
                     const std::vector<FigureResult*>& figures, std::vector<Checked>& all) {
    if (auto made = make_account_tables(warehouse, study, window); !made) {
        return made;
    }
    const auto accounts = count_accounts(warehouse);
    if (!accounts) {
        return std::unexpected(accounts.error());
    }
    if (*accounts < rule.accounts_min) {
        return fail(ErrorKind::bad_input,
                    fmt::format("the store knows {} account{} in the window; a value leaves with "
                                "at least {}",
                                *accounts, *accounts == 1 ? "" : "s", rule.accounts_min),
                    "--publish", "leave --publish out for a report for your own eyes");
    }
    for (FigureResult* figure : figures) {
        if (figure->definition.kind == ChartKind::cohorts) {
            if (auto taken = take_out_cohorts(*figure, rule); !taken) {
                return taken;
            }
            continue;
        }
        if (figure->definition.cells.empty()) {
            withhold_whole(*figure);
            continue;
        }
        const auto contributions = contributions_of(warehouse, *figure, window);
        if (!contributions) {
            Error error = contributions.error();
            error.where = figure->definition.id + ", cells: " + error.where;
            return std::unexpected(std::move(error));
        }
        all.push_back({figure, grid_of(*figure, *contributions, rule)});
    }
    return {};
}

std::string rule_text(const PrivacyRule& rule) {
    return fmt::format(
        "For publication: every value stands on at least {} accounts, {} where it says where they "
        "are, none with more than {:.0f} % of it and no two with more than {:.0f} %.",
        rule.accounts_min, rule.geography_accounts_min, 100 * rule.largest_max,
        100 * rule.largest_two_max);
}

}  // namespace

Status publish(warehouse::Warehouse& warehouse, const StudyDefinition& study,
               const PrivacyRule& rule, StudyRun& run) {
    std::map<std::string, std::vector<FigureResult*>> by_start;
    for (FigureResult& figure : run.figures) {
        if (figure.status == FigureStatus::drawn) {
            by_start[figure.window_from].push_back(&figure);
        }
    }
    std::vector<Checked> all;
    for (auto& [start, figures] : by_start) {
        if (auto checked =
                check_figures(warehouse, study, {start, run.window_to}, rule, figures, all);
            !checked) {
            return checked;
        }
    }
    // Each round but the last withholds a cell.
    bool has_changed = true;
    while (has_changed) {
        has_changed = withhold_links(all);
        for (Checked& checked : all) {
            has_changed = checked.grid.withhold_complements(rule) || has_changed;
        }
    }
    for (Checked& checked : all) {
        if (auto taken = take_out(checked); !taken) {
            return taken;
        }
    }
    run.unknown_models.clear();
    for (DataTest& test : run.tests) {
        test.detail.clear();
    }
    run.publication = rule_text(rule);
    return {};
}

}  // namespace orrery::study
