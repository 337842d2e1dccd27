#pragma once

#include <string>

#include "study/figure.h"

namespace orrery::report {

/// Lists the data tests of a run, failures first and loud.
[[nodiscard]] std::string tests_section(const study::StudyRun& run);

/// Lists the models that the catalog does not know; empty where there are none.
[[nodiscard]] std::string unknown_models_section(const study::StudyRun& run);

/// Explains the words and units that every figure uses.
[[nodiscard]] std::string glossary_section();

/// States what is needed to make the same report again.
[[nodiscard]] std::string reproduction_section(const study::StudyRun& run);

}  // namespace orrery::report
