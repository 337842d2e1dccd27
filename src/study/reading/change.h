#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "study/figure.h"
#include "study/statistics/significance.h"

namespace orrery::study {

/// A series early and late.
struct Change {
    double first = 0;
    double last = 0;
    bool is_trend = false;              ///< Enough complete x to speak of a change.
    std::string when;                   ///< "in the last 4 weeks", or the only x that can be told.
    std::optional<Interval> late = {};  ///< Of `last`, where the figure has intervals: the mean of
                                        ///< those of its x, no narrower than its own would be.
};

/// Returns the means of up to four complete x at each end. With too few complete x for a trend it
/// is the last x alone, cut or not. An empty key sums all series.
[[nodiscard]] std::optional<Change> change_of(const FigureResult& figure,
                                              const std::string& series);

/// Writes a late share, with its interval where it has one: "52.3 % (48.0 to 56.6)".
[[nodiscard]] std::string late_share(const Change& change);

/// Says how a share moved: "steady", "up from 12.0 %".
[[nodiscard]] std::string moved(double first, double last);

/// Returns a series' late value, 0 where it has none.
[[nodiscard]] double last_of(const FigureResult& figure, const Series& series);

/// Returns the named series that leads late; `other` and `unknown` are no leaders.
[[nodiscard]] const Series* leader(const FigureResult& figure);

/// Says what a figure's shares are of, as its axis does: "open-weight tokens".
[[nodiscard]] std::string whole_of(const FigureResult& figure);

}  // namespace orrery::study
