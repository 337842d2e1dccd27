#pragma once

#include <atomic>

#include "classifier/backends/backend.h"

namespace orrery::classifier {

/// Labels by the embedded classifier, in this process.
class LocalBackend final : public Backend {
public:
    /// REQUIRES: model and taxonomy outlive the backend.
    LocalBackend(const Model& model, const catalog::Taxonomy& taxonomy);

    [[nodiscard]] std::vector<Labelling> label(std::span<const std::string_view> texts) override;
    [[nodiscard]] BackendCounts counts() const override;

    /// Labels one text.
    [[nodiscard]] Labelling label_one(std::string_view text);

    /// "orrery MODEL map MAP": versions of the model and of the map from paths to tags.
    [[nodiscard]] const std::string& name() const { return name_; }

private:
    Classifier classifier_;
    std::string name_;
    std::atomic<std::uint64_t> labelled_ = 0;
};

}  // namespace orrery::classifier
