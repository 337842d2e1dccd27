#pragma once

#include "study/figure.h"

namespace orrery::report {

/// Makes up the smallest figure that uses every field.
study::FigureResult small_figure();

}  // namespace orrery::report
