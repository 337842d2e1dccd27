#pragma once

#include <string>

#include "study/figure.h"

namespace orrery::report {

/// Writes what a run found as Markdown: the findings of each chapter and a line for each figure.
[[nodiscard]] std::string findings_markdown(const study::StudyRun& run);

}  // namespace orrery::report
