#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "study/figure.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// The days that a study covers, both inclusive, as ISO dates in UTC.
struct Window {
    std::string from;
    std::string to;
};

/// Fills in the store's first and last day where the user gave none. Fails on a date that is none,
/// on an end before the start, and on a store without a generation in the window.
[[nodiscard]] Result<Window> resolve_window(warehouse::Warehouse& warehouse,
                                            const std::string& from, const std::string& to);

/// Puts the window's days for {from} and {to}.
[[nodiscard]] std::string with_window(std::string sql, const Window& window);

/// Writes a text as an SQL literal.
[[nodiscard]] std::string sql_text(const std::string& text);

/// Puts the window for {from} and {to}, and the figure's parameters for their names in braces, as
/// SQL literals.
[[nodiscard]] std::string with_parameters(const std::string& sql, const Window& window,
                                          const FigureDefinition& definition);

/// Fills in a view of study/views: its window, the table it reads, and the columns that its rows
/// are split by beside its own, each followed by a comma.
[[nodiscard]] std::string view_sql(std::string view, const Window& window,
                                   const std::string& source, const std::string& by = {});

/// Returns the statement that makes the temporary table `usage` for the window.
[[nodiscard]] std::string usage_table_sql(std::string view, const Window& window);

/// Returns the statement that makes the temporary table `complete_weeks(week)`: ISO weeks with all
/// seven days inside the window.
[[nodiscard]] std::string complete_weeks_sql(const Window& window);

/// Lists the x values of a weekly or monthly figure that the window cuts.
[[nodiscard]] std::vector<std::string> partial_values(const FigureResult& figure,
                                                      const Window& window);

}  // namespace orrery::study
