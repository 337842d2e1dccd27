#pragma once

#include "base/result.h"
#include "study/figure.h"
#include "study/privacy/rule.h"
#include "study/privacy/suppression.h"

namespace orrery::study {

/// A figure that is checked cell by cell, its grid in the order of its rows.
struct Checked {
    FigureResult* figure = nullptr;
    CellGrid grid;
};

/// Whether each row of a figure is a thing of its own: then withheld rows go, else their values.
[[nodiscard]] bool has_no_series(const FigureDefinition& definition);

/// Takes out what the grid withholds, and says again of what is left what was said of all.
[[nodiscard]] Status take_out(Checked& checked);

/// Takes out the cohorts of too few accounts, and what was said of them.
[[nodiscard]] Status take_out_cohorts(FigureResult& figure, const PrivacyRule& rule);

/// Takes out everything but the figure's definition.
void withhold_whole(FigureResult& figure);

}  // namespace orrery::study
