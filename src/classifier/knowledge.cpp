#include "classifier/knowledge.h"

#include <utility>

#include "base/check.h"
#include "base/embedded.h"

namespace orrery::classifier {

std::string_view shipped_model() {
    const auto files = embedded::classifier_model();
    ORRERY_CHECK(files.size() == 1, "the binary carries one model");
    return files.front().contents;
}

Result<std::unique_ptr<Knowledge>> load_knowledge(
    const std::vector<std::filesystem::path>& catalogs, std::string_view model,
    const std::string& where) {
    auto taxonomy = catalog::Taxonomy::load(catalogs);
    if (!taxonomy) {
        return std::unexpected(taxonomy.error());
    }
    auto read = Model::read(model, where);
    if (!read) {
        return std::unexpected(read.error());
    }
    return std::make_unique<Knowledge>(std::move(*taxonomy), std::move(*read));
}

}  // namespace orrery::classifier
