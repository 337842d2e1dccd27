#pragma once

#include <string>

#include "study/figure.h"

namespace orrery::report {

/// Writes one figure or table: its finding, its place for a chart, and all that qualifies it.
[[nodiscard]] std::string figure_section(const study::FigureResult& figure);

/// Returns the words that the page's search looks through for a figure.
[[nodiscard]] std::string search_text(const study::FigureResult& figure);

/// Says in two or three words whether a figure is drawn.
[[nodiscard]] std::string status_words(study::FigureStatus status);

}  // namespace orrery::report
