#pragma once

#include "study/figure.h"

namespace orrery::report {

/// Makes up a run with every kind of chart, a table, an undrawn figure, a failed data test and
/// names that try to break out of HTML. The same on every call.
study::StudyRun sample_run();

}  // namespace orrery::report
