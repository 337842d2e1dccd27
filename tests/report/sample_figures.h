#pragma once

#include <string>
#include <vector>

#include "study/figure.h"

namespace orrery::report {

/// Makes up a figure without rows.
study::FigureResult base_figure(const char* id, const char* title, const char* chapter,
                                study::ChartKind kind, study::Unit unit,
                                std::vector<std::string> x);

/// Six columns of tags; the tag "other" stands in all of them.
study::FigureResult tags_of_categories();

/// One column: the tags of roleplay once more.
study::FigureResult tags_of_roleplay();

/// Seven cohorts of a model: the first is foundational, the third came back.
study::FigureResult retention();

/// A point for each category in four quadrants of price and use.
study::FigureResult price_and_use_of_categories();

/// Shares of categories whose labels begin in May, in a window that begins before.
study::FigureResult categories_since_may();

}  // namespace orrery::report
