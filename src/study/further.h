#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "study/definition.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// Authors and models that a user wants drawn beside those that the study shows, by slug.
struct FurtherSubjects {
    std::vector<std::string> authors;  ///< Their categories, as fig22a: id fig22-<slug>.
    std::vector<std::string> models;   ///< Retention on them, as fig25a: id fig25-<slug>.
};

/// Adds a figure for each of them, after those of its kind, and returns the ids. A slug's other
/// characters become - in the id. Fails on a slug that neither catalog nor store knows.
[[nodiscard]] Result<std::vector<std::string>> add_further_figures(warehouse::Warehouse& warehouse,
                                                                   const FurtherSubjects& subjects,
                                                                   StudyDefinition& study);

}  // namespace orrery::study
