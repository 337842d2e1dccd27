#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/result.h"
#include "catalog/taxonomy/taxonomy.h"
#include "classifier/backends/backend.h"
#include "classifier/model/model.h"
#include "gateway/config/classifier_config.h"

namespace orrery::cli {

/// What a serving process labels prompts with: the model of the binary, the taxonomy, and the
/// operator's choice of a backend.
class Labels {
public:
    /// Fails on a taxonomy of the overlays that cannot be read.
    [[nodiscard]] static Result<std::unique_ptr<Labels>> open(
        const std::vector<std::filesystem::path>& catalogs,
        const gateway::ClassifierConfig& config);

    /// Makes a backend, which must not outlive this. Fails as labelling::make_backend.
    [[nodiscard]] Result<std::unique_ptr<classifier::Backend>> make_backend() const;

private:
    Labels(catalog::Taxonomy taxonomy, classifier::Model model, labelling::BackendOptions options);

    catalog::Taxonomy taxonomy_;
    classifier::Model model_;
    labelling::BackendOptions options_;
};

/// Keeps the memory of this process, which holds prompts, out of core dumps, also those that are
/// piped to a handler. Other users' processes can then not be attached to it either.
void forbid_core_dumps();

}  // namespace orrery::cli
