#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/definition.h"
#include "study/figure.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// Says whether a name is that of a column of labels: category, tag or language.
[[nodiscard]] bool is_label_column(const std::string& name);

/// What of a window carries labels.
struct LabelledPart {
    Window window;           ///< From the first labelled day to the last; all where none is.
    double other_share = 0;  ///< Of tagged tokens, those in no plotted category.
};

/// Returns the statements that make the temporary tables `tagged`, `tags` and `languages` for the
/// window. REQUIRES: the table `calibration` is that of the window.
[[nodiscard]] std::string label_tables_sql(const StudyDefinition& study, const Window& window);

/// Returns the query for the temporary table `labelled_days(starts, ends)`, the first labelled day
/// of the window and the last, and what its one row says: all of the window where none is labelled.
[[nodiscard]] std::string labelled_days_sql(const Window& window);
[[nodiscard]] Window labelled_days_of(std::span<const Cell> row, const Window& window);

/// Reads what share of the tagged tokens is in no plotted category: of the table `tagged`, or of
/// `tags`, which says the same. REQUIRES: it is made.
[[nodiscard]] Result<double> other_share(warehouse::Warehouse& warehouse, const std::string& table);

/// Reads which part of the window is labelled. REQUIRES: the tables `tagged` and `labelled_days`
/// are those of the window.
[[nodiscard]] Result<LabelledPart> read_labelled_part(warehouse::Warehouse& warehouse,
                                                      const Window& window);

/// Returns the statement that makes the temporary table `complete_tagged_weeks(week)`: ISO weeks
/// with all seven days inside the labelled part.
[[nodiscard]] std::string complete_tagged_weeks_sql(const Window& labelled);

/// Says what part of the tagged tokens a figure on categories leaves out.
[[nodiscard]] std::string other_caption(const LabelledPart& labelled);

}  // namespace orrery::study
