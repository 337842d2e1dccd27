#include "cli/serve/labels.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <utility>

#include "classifier/classifier.h"
#include "labelling/backends.h"

namespace orrery::cli {

Labels::Labels(catalog::Taxonomy taxonomy, classifier::Model model,
               labelling::BackendOptions options)
    : taxonomy_(std::move(taxonomy)), model_(std::move(model)), options_(std::move(options)) {}

Result<std::unique_ptr<Labels>> Labels::open(const std::vector<std::filesystem::path>& catalogs,
                                             const gateway::ClassifierConfig& config) {
    auto taxonomy = catalog::Taxonomy::load(catalogs);
    if (!taxonomy) {
        return std::unexpected(taxonomy.error());
    }
    auto model = classifier::Model::read(classifier::shipped_model(), "the binary");
    if (!model) {
        return std::unexpected(model.error());
    }
    return std::unique_ptr<Labels>(
        new Labels(std::move(*taxonomy), std::move(*model), config.backend));
}

Result<std::unique_ptr<classifier::Backend>> Labels::make_backend() const {
    return labelling::make_backend(options_, model_, taxonomy_, "[classifier]");
}

void forbid_core_dumps() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace orrery::cli
