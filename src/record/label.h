#pragma once

#include <optional>
#include <string>

namespace orrery::record {

/// One label of a generation's prompt, as the warehouse's table `labels` holds it. A prompt of
/// which nothing sure was said has one label without path, tag, category and confidence.
struct Label {
    std::string generation_id;
    std::optional<std::string> path;      ///< "/Computers & Electronics/Programming"
    std::optional<std::string> tag;       ///< None for a path above the primary one.
    std::optional<std::string> category;  ///< None for a path above the primary one.
    std::optional<double> confidence;
    std::string classifier;               ///< Who said so: model, map and salt with their versions.
    double inclusion_probability = 1;     ///< With which the generation was drawn.
    std::optional<std::string> language;  ///< None where nothing can be said.
    std::optional<double> language_confidence;
};

}  // namespace orrery::record
