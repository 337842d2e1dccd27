#pragma once

#include <string>
#include <vector>

#include "study/figure.h"

namespace orrery::study {

/// Writes the sentences that open a chapter: the titles of its drawn figures, and how many of the
/// numbers that the paper states hold on this data, naming those that are furthest off.
[[nodiscard]] std::vector<std::string> chapter_findings(const std::string& chapter,
                                                        const std::vector<FigureResult>& figures);

}  // namespace orrery::study
