#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "catalog/taxonomy/taxonomy.h"
#include "classifier/model/model.h"

namespace orrery::classifier {

/// What a classifier goes by. Safe to read from many threads.
struct Knowledge {
    catalog::Taxonomy taxonomy;
    Model model;
};

/// Returns the model that the binary carries.
[[nodiscard]] std::string_view shipped_model();

/// Reads the taxonomy, with those of the catalog directories, and a model: its bytes must outlive
/// what is returned, `where` is what errors call them. Fails on what of either cannot be read.
[[nodiscard]] Result<std::unique_ptr<Knowledge>> load_knowledge(
    const std::vector<std::filesystem::path>& catalogs, std::string_view model = shipped_model(),
    const std::string& where = "the binary");

}  // namespace orrery::classifier
