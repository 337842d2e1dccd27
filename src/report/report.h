#pragma once

#include <filesystem>

#include "base/result.h"
#include "study/figure.h"

namespace orrery::report {

/// Says which images are written beside the page; none by default, for they take longest.
struct ImageFormats {
    bool svg = false;
    bool png = false;
};

/// Writes index.html, findings.md, figures/<id>.csv and .json (and images), and tables/<id>.csv
/// and .json below `out`. A file appears under its name only when it is whole.
Status write_report(const study::StudyRun& run, const std::filesystem::path& out,
                    ImageFormats images);

}  // namespace orrery::report
