#include "study/privacy/suppression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "study/privacy/bridges.h"

namespace orrery::study {
namespace {

const PrivacyRule rule{.accounts_min = 5, .geography_accounts_min = 10};

Contribution safe(double amount) {
    return {30, amount, amount / 10, amount / 5};
}
Contribution lone(double amount) {
    return {1, amount, amount, amount};
}

TEST(MayLeave, asks_for_accounts_and_for_none_that_dominates) {
    EXPECT_TRUE(may_leave(safe(10), 5, rule));
    EXPECT_FALSE(may_leave({4, 10, 1, 2}, 5, rule)) << "too few accounts";
    EXPECT_TRUE(may_leave({5, 10, 6, 8.5}, 5, rule)) << "the limits themselves";
    EXPECT_FALSE(may_leave({5, 10, 6.1, 8}, 5, rule)) << "one account dominates";
    EXPECT_FALSE(may_leave({5, 10, 5, 8.6}, 5, rule)) << "two accounts dominate";
}

TEST(Bridges, are_the_edges_on_no_cycle) {
    // Two triangles with an edge between them, and an edge apart.
    const std::vector<Edge> edges = {{0, 1}, {1, 2}, {2, 0}, {2, 3},
                                     {3, 4}, {4, 5}, {5, 3}, {6, 7}};
    EXPECT_EQ(bridges(8, edges), (std::vector<std::size_t>{3, 7}));
    EXPECT_TRUE(bridges(2, {{0, 1}, {0, 1}}).empty()) << "two edges between the same nodes";
    EXPECT_TRUE(bridges(3, {}).empty());
}

TEST(Suppression, of_one_cell_takes_a_second_in_its_line_and_in_its_column) {
    std::vector<CellGrid::Place> places;
    for (const auto* x : {"1", "2", "3"}) {
        for (const auto* series : {"a", "b", "c"}) {
            const bool is_lone = std::string(x) == "2" && std::string(series) == "b";
            places.push_back({x, series, is_lone ? lone(10) : safe(100), false});
        }
    }
    auto grid = make_grid(std::move(places), false, 5);
    grid.withhold_unsafe(rule);
    EXPECT_EQ(grid.withheld(), 1);
    EXPECT_TRUE(grid.withhold_complements(rule));
    EXPECT_EQ(grid.withheld(), 4) << "the corners of a rectangle";
    EXPECT_FALSE(grid.withhold_complements(rule)) << "nothing is left to hide";
}

TEST(Suppression, goes_on_until_the_withheld_sum_may_leave) {
    std::vector<CellGrid::Place> places = {{"m1", "", lone(10), false},
                                           {"m2", "", lone(12), false},
                                           {"m3", "", safe(50), false},
                                           {"m4", "", safe(60), false}};
    auto grid = make_grid(std::move(places), true, 5);
    grid.withhold_unsafe(rule);
    EXPECT_EQ(grid.withheld(), 2);
    grid.withhold_complements(rule);
    EXPECT_TRUE(grid.places[2].is_withheld) << "the sum of two lone accounts gives them away";
    EXPECT_FALSE(grid.places[3].is_withheld);
}

TEST(Suppression, leaves_what_is_safe) {
    auto grid = make_grid({{"1", "a", safe(1), false}, {"1", "b", safe(2), false}}, false, 5);
    grid.withhold_unsafe(rule);
    EXPECT_FALSE(grid.withhold_complements(rule));
    EXPECT_EQ(grid.withheld(), 0);
}

/// Somebody who knows every cell that was published and the total of every line.
class Attacker {
public:
    explicit Attacker(const CellGrid& grid) {
        for (std::size_t at = 0; at < grid.places.size(); ++at) {
            if (grid.places[at].is_withheld) unknown_.push_back(at);
        }
        for (const auto& line : grid.lines) {
            std::vector<double> equation(unknown_.size(), 0);
            for (std::size_t at = 0; at < unknown_.size(); ++at) {
                const bool is_in = std::ranges::find(line, unknown_[at]) != line.end();
                equation[at] = is_in ? 1 : 0;
            }
            equations_.push_back(std::move(equation));
        }
        eliminate();
    }

    /// Lists the cells that follow from the equations: those alone in a row of the reduced form.
    [[nodiscard]] std::vector<std::size_t> recovered() const {
        std::vector<std::size_t> places;
        for (const auto& equation : equations_) {
            std::vector<std::size_t> terms;
            for (std::size_t at = 0; at < equation.size(); ++at) {
                if (std::abs(equation[at]) > 1e-9) terms.push_back(unknown_[at]);
            }
            if (terms.size() == 1) places.push_back(terms.front());
        }
        return places;
    }

private:
    /// Brings the equations into reduced row echelon form.
    void eliminate() {
        std::size_t row = 0;
        for (std::size_t column = 0; column < unknown_.size() && row < equations_.size();
             ++column) {
            std::size_t pivot = row;
            while (pivot < equations_.size() && std::abs(equations_[pivot][column]) < 1e-9) ++pivot;
            if (pivot == equations_.size()) continue;
            std::swap(equations_[row], equations_[pivot]);
            const double scale = equations_[row][column];
            for (double& term : equations_[row]) term /= scale;
            for (std::size_t other = 0; other < equations_.size(); ++other) {
                const double factor = other == row ? 0 : equations_[other][column];
                for (std::size_t at = 0; factor != 0 && at < unknown_.size(); ++at) {
                    equations_[other][at] -= factor * equations_[row][at];
                }
            }
            ++row;
        }
    }

    std::vector<std::size_t> unknown_;
    std::vector<std::vector<double>> equations_;
};

/// A grid of up to ten by ten cells of which some are missing, zero or unsafe.
CellGrid random_grid(std::mt19937_64& random) {
    std::vector<CellGrid::Place> places;
    const auto rows = 2 + random() % 9;
    const auto columns = 2 + random() % 9;
    const auto unsafe_of_100 = 1 + random() % 20;
    for (std::uint64_t x = 0; x < rows; ++x) {
        for (std::uint64_t series = 0; series < columns; ++series) {
            if (random() % 10 == 0) continue;
            const double amount = static_cast<double>(1 + random() % 1000);
            const bool is_zero = random() % 15 == 0;
            const bool is_unsafe = random() % 100 < unsafe_of_100;
            places.push_back({std::to_string(x), std::to_string(series),
                              is_zero     ? Contribution{}
                              : is_unsafe ? lone(amount)
                                          : safe(amount),
                              false});
        }
    }
    return make_grid(std::move(places), false, 5);
}

TEST(Suppression, leaves_an_attacker_nothing) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::size_t recovered_without = 0;
    std::size_t published = 0;
    for (int round = 0; round < 400; ++round) {
        CellGrid grid = random_grid(random);
        grid.withhold_unsafe(rule);
        recovered_without += Attacker(grid).recovered().size();
        grid.withhold_complements(rule);
        for (const std::size_t at : Attacker(grid).recovered()) {
            // Where a whole line is withheld with nothing left beside it there is no more to take.
            bool can_hide = false;
            for (const auto& line : grid.lines) {
                const bool is_of_line = std::ranges::find(line, at) != line.end();
                can_hide =
                    can_hide || (is_of_line && std::ranges::any_of(line, [&](auto other) {
                                     const auto& place = grid.places[other];
                                     return !place.is_withheld && place.contribution.amount > 0;
                                 }));
            }
            EXPECT_FALSE(can_hide) << "round " << round << ", place " << at;
        }
        published += grid.places.size() - static_cast<std::size_t>(grid.withheld());
    }
    EXPECT_GT(recovered_without, 100U) << "the attacker is too weak to prove anything";
    EXPECT_GT(published, 1000U) << "nothing is published: that hides well";
}

}  // namespace
}  // namespace orrery::study
