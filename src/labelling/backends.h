#pragma once

#include <memory>

#include "classifier/backends/backend.h"
#include "labelling/options.h"

namespace orrery::labelling {

/// Makes the backend that the options ask for. Google's falls back on the embedded classifier, text
/// by text. `where` is what errors call the options. Fails as check_options() does, and with
/// `bad_input` on a credential that is missing, unreadable or of the wrong form, authorities that
/// are no PEM, and a broken spend file.
/// REQUIRES: model and taxonomy outlive the backend.
[[nodiscard]] Result<std::unique_ptr<classifier::Backend>> make_backend(
    const BackendOptions& options, const classifier::Model& model,
    const catalog::Taxonomy& taxonomy, const std::string& where);

}  // namespace orrery::labelling
