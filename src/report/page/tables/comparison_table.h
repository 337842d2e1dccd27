#pragma once

#include <string>

#include "study/figure.h"

namespace orrery::report {

/// Sets the numbers that the paper states beside those of this data; empty where it states none.
[[nodiscard]] std::string paper_table(const study::FigureResult& figure);

/// Lists the statistics of a figure that do not stand beside the paper's; empty without any.
[[nodiscard]] std::string statistics_table(const study::FigureResult& figure);

}  // namespace orrery::report
