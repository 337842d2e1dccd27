#include "study/privacy/suppression.h"

#include <algorithm>
#include <map>

#include "study/privacy/bridges.h"

namespace orrery::study {
namespace {

/// Returns the smallest place of a line that is not withheld yet, or places.size().
std::size_t smallest_shown(const CellGrid& grid, const std::vector<std::size_t>& line) {
    std::size_t smallest = grid.places.size();
    for (const std::size_t at : line) {
        const auto& place = grid.places[at];
        // A cell without an amount is zero, and hides nothing.
        const bool can_hide = !place.is_withheld && place.contribution.amount > 0;
        if (can_hide && (smallest == grid.places.size() ||
                         place.contribution.amount < grid.places[smallest].contribution.amount)) {
            smallest = at;
        }
    }
    return smallest;
}

/// Says whether the withheld cells of a line are none, or hide each other.
bool is_hidden(const CellGrid& grid, const std::vector<std::size_t>& line,
               const PrivacyRule& rule) {
    Contribution sum;
    int count = 0;
    for (const std::size_t at : line) {
        if (grid.places[at].is_withheld) {
            sum.add(grid.places[at].contribution);
            ++count;
        }
    }
    return count == 0 || (count > 1 && may_leave(sum, grid.accounts_min, rule));
}

/// Returns the withheld places that the totals of all lines together determine: seen as an edge
/// between its two lines, such a place is on no cycle.
std::vector<std::size_t> determined_places(const CellGrid& grid) {
    std::vector<std::vector<std::size_t>> lines_of(grid.places.size());
    for (std::size_t line = 0; line < grid.lines.size(); ++line) {
        for (const std::size_t at : grid.lines[line]) {
            lines_of[at].push_back(line);
        }
    }
    std::vector<std::size_t> places;
    std::vector<Edge> edges;
    for (std::size_t at = 0; at < grid.places.size(); ++at) {
        if (grid.places[at].is_withheld && lines_of[at].size() == 2) {
            places.push_back(at);
            edges.push_back({lines_of[at][0], lines_of[at][1]});
        }
    }
    std::vector<std::size_t> determined;
    for (const std::size_t edge : bridges(grid.lines.size(), edges)) {
        determined.push_back(places[edge]);
    }
    return determined;
}

/// Withholds, in the lines of each determined place, what is smallest. Returns whether any is.
bool hide_determined(CellGrid& grid) {
    bool has_changed = false;
    for (const std::size_t at : determined_places(grid)) {
        for (const auto& line : grid.lines) {
            if (std::ranges::find(line, at) == line.end()) {
                continue;
            }
            const std::size_t next = smallest_shown(grid, line);
            if (next < grid.places.size()) {
                grid.places[next].is_withheld = true;
                has_changed = true;
                break;
            }
        }
    }
    return has_changed;
}

}  // namespace

void CellGrid::withhold_unsafe(const PrivacyRule& rule) {
    for (Place& place : places) {
        const bool is_zero = place.contribution.accounts == 0;
        place.is_withheld =
            place.is_withheld || (!is_zero && !may_leave(place.contribution, accounts_min, rule));
    }
}

bool CellGrid::withhold_complements(const PrivacyRule& rule) {
    bool has_added = false;
    // Each pass but the last withholds a cell, so there are no more passes than cells.
    for (std::size_t pass = 0; pass <= places.size(); ++pass) {
        bool has_changed = false;
        for (const auto& line : lines) {
            if (is_hidden(*this, line, rule)) {
                continue;
            }
            const std::size_t next = smallest_shown(*this, line);
            if (next < places.size()) {
                places[next].is_withheld = true;
                has_changed = true;
            }
        }
        has_changed = has_changed || hide_determined(*this);
        if (!has_changed) {
            break;
        }
        has_added = true;
    }
    return has_added;
}

std::int64_t CellGrid::withheld() const {
    return std::ranges::count_if(places, [](const Place& place) { return place.is_withheld; });
}

CellGrid make_grid(std::vector<CellGrid::Place> places, bool is_one_line,
                   std::int64_t accounts_min) {
    CellGrid grid;
    grid.places = std::move(places);
    grid.accounts_min = accounts_min;
    std::map<std::string, std::vector<std::size_t>> of_x;
    std::map<std::string, std::vector<std::size_t>> of_series;
    for (std::size_t at = 0; at < grid.places.size(); ++at) {
        of_x[is_one_line ? "" : grid.places[at].x].push_back(at);
        if (!is_one_line) {
            of_series[grid.places[at].series].push_back(at);
        }
    }
    for (auto* lines : {&of_x, &of_series}) {
        for (auto& [name, line] : *lines) {
            grid.lines.push_back(std::move(line));
        }
    }
    return grid;
}

}  // namespace orrery::study
