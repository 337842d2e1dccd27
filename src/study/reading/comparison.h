#pragma once

#include "study/figure.h"

namespace orrery::study {

/// Measures on this figure what the paper states, by each stated value's `reduce`:
///   mean, min, max    of the series' values over complete x
///   first, last       mean of the first or last four complete x
///   total_first, total_last   the same of all series together
///   statistic:<name>  a statistic of the figure
///   cell:2025-05:5    retention of the cohort of May 2025 at month 5
/// A number with a bound agrees on its whole side of the bound, the tolerance added.
/// Leaves `measured` empty where the store has no such series.
void compare_with_paper(FigureResult& figure);

/// Returns a statistic of the figure by its name; nothing where it was not computed or is unknown.
[[nodiscard]] std::optional<double> statistic(const FigureResult& figure, std::string_view name);

/// Returns the known values of a series at complete x, in x order; an empty key sums all series
/// where all are known.
[[nodiscard]] std::vector<double> complete_values(const FigureResult& figure,
                                                  const std::string& series,
                                                  const std::string& column = "value");

/// Returns the mean of the first or last `count` values; nothing for none.
enum class End { first, last };
[[nodiscard]] std::optional<double> mean_at(const std::vector<double>& values, End end,
                                            std::size_t count = 4);

}  // namespace orrery::study
