#pragma once

#include <vector>

#include "catalog/taxonomy/taxonomy.h"
#include "classifier/backends/backend.h"

namespace orrery::labelling::google {

/// Makes a labelling of what Google said: labels below confidence_min are dropped, the primary is
/// the highest that a rule of the taxonomy maps, of equals the most specific, then the first by
/// name. A path that the taxonomy does not know is mapped by the longest prefix it knows. Who said
/// so and the language are left to the caller.
[[nodiscard]] classifier::Labelling labelling_of(std::vector<classifier::Score> labels,
                                                 const catalog::Taxonomy& taxonomy);

}  // namespace orrery::labelling::google
