#pragma once

#include <optional>
#include <string>
#include <vector>

#include "classifier/backends/backend.h"

namespace orrery::classifier {

/// What a row of the table `labels` says of a text beside its language. Empty texts stand for NULL.
struct LabelRow {
    std::string path;
    std::string tag;
    std::string category;
    std::optional<double> confidence;
};

/// Returns the rows that a labelling is stored as; at least one. The first is the primary's. The
/// others, paths and parents beside it, bear neither tag nor category, so that a generation counts
/// once and as its primary. A text without labels has one row without a path, for its language.
[[nodiscard]] std::vector<LabelRow> label_rows(const Labelling& labelling);

/// Returns what the column `classifier` holds: who labelled, and with which salt was sampled.
[[nodiscard]] std::string labelled_by(std::string_view classifier, std::string_view salt);

}  // namespace orrery::classifier
