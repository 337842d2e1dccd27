#pragma once

#include <string>

#include "study/figure.h"

namespace orrery::report {

/// Writes a run as one HTML page that needs no other file and no network. The text, the tables
/// and the numbers stand in the HTML; the script in the page adds charts, search and downloads.
[[nodiscard]] std::string page_html(const study::StudyRun& run);

}  // namespace orrery::report
