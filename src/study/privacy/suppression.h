#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "study/privacy/rule.h"

namespace orrery::study {

/// The cells of a figure in lines whose sums a reader may know: the series of one x, which make up
/// its whole, and one series over time, whose total another table may state.
struct CellGrid {
    struct Place {
        std::string x;
        std::string series;
        Contribution contribution;
        bool is_withheld = false;
    };

    std::vector<Place> places;
    std::vector<std::vector<std::size_t>> lines;  ///< Of positions in `places`.
    std::int64_t accounts_min = 0;

    /// Withholds what breaks the rule by itself.
    void withhold_unsafe(const PrivacyRule& rule);

    /// Withholds more cells until no withheld one follows from a line's total: in each line none is
    /// withheld, or several whose sum keeps the rule too, or all. The smallest go first: Cox
    /// (1980), JASA 75, 377, on complementary suppression. Returns whether anything was added.
    bool withhold_complements(const PrivacyRule& rule);

    [[nodiscard]] std::int64_t withheld() const;
};

/// Lays out lines along both directions, or all places in one line where a figure has no series.
[[nodiscard]] CellGrid make_grid(std::vector<CellGrid::Place> places, bool is_one_line,
                                 std::int64_t accounts_min);

}  // namespace orrery::study
