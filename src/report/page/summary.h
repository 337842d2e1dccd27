#pragma once

#include <string>
#include <vector>

#include "study/figure.h"

namespace orrery::report {

/// Lists what every figure finds, folded by chapter, with failed tests of the data before all.
[[nodiscard]] std::string summary_section(const study::StudyRun& run,
                                          const std::vector<study::Chapter>& chapters);

}  // namespace orrery::report
