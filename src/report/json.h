#pragma once

#include <string>

#include "study/figure.h"

namespace orrery::report {

/// Writes a figure as docs/formats.md describes it: one line of JSON, the same bytes every time.
[[nodiscard]] std::string figure_json(const study::FigureResult& figure);

}  // namespace orrery::report
