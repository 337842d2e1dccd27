#include "labelling/backends.h"

#include "classifier/backends/local.h"
#include "labelling/google/google.h"

namespace orrery::labelling {

Result<std::unique_ptr<classifier::Backend>> make_backend(const BackendOptions& options,
                                                          const classifier::Model& model,
                                                          const catalog::Taxonomy& taxonomy,
                                                          const std::string& where) {
    if (auto checked = check_options(options, where); !checked) {
        return std::unexpected(checked.error());
    }
    if (options.backend == BackendKind::local) {
        return std::make_unique<classifier::LocalBackend>(model, taxonomy);
    }
    auto google =
        google::GoogleBackend::open(options, model, taxonomy, where, std::make_unique<Pace>());
    if (!google) {
        return std::unexpected(google.error());
    }
    return std::move(*google);
}

}  // namespace orrery::labelling
