#include "classifier/backends/local.h"

#include <fmt/format.h>

namespace orrery::classifier {

LocalBackend::LocalBackend(const Model& model, const catalog::Taxonomy& taxonomy)
    : classifier_(model, taxonomy),
      name_(fmt::format("orrery {} map {}", model.head().version, taxonomy.fingerprint())) {}

Labelling LocalBackend::label_one(std::string_view text) {
    Classification said = classifier_.classify(text);
    Labelling labelling;
    labelling.language = said.language;
    labelling.classifier = name_;
    if (said.tagged) {
        labelling.tagged = true;
        labelling.labels = std::move(said.labels);
        labelling.path = std::move(said.path);
        labelling.tag = std::move(said.tag);
        labelling.category = said.categories.front().name;
        labelling.confidence = said.categories.front().confidence;
    }
    labelled_.fetch_add(1, std::memory_order_relaxed);
    return labelling;
}

std::vector<Labelling> LocalBackend::label(std::span<const std::string_view> texts) {
    std::vector<Labelling> labellings;
    labellings.reserve(texts.size());
    for (const std::string_view text : texts) {
        labellings.push_back(label_one(text));
    }
    return labellings;
}

BackendCounts LocalBackend::counts() const {
    BackendCounts counts;
    counts.labelled = labelled_.load(std::memory_order_relaxed);
    return counts;
}

}  // namespace orrery::classifier
