#pragma once

#include <string>

#include "study/figure.h"

namespace orrery::study {

/// Writes manifest.json: what was asked of what and with which answer. For each figure the hashes
/// of its query and of its rows, for the run the watermark, window, catalog and versions. The same
/// store gives the same bytes.
[[nodiscard]] std::string manifest_json(const StudyRun& run, const std::string& catalog);

}  // namespace orrery::study
