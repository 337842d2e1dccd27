#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace orrery::bench {

/// What the operating system says a finished process took.
struct Usage {
    double wall_s = 0;
    double cpu_s = 0;
    double memory_mib = 0;  ///< Peak resident set.
};

/// Runs a command to its end with its output thrown away. Fails when it does not exit with 0.
[[nodiscard]] Result<Usage> run_measured(const std::vector<std::string>& command);

/// Returns the middle of the values; of an even number the mean of the two in the middle.
[[nodiscard]] double median(std::vector<double> values);

}  // namespace orrery::bench
