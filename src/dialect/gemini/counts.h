#pragma once

#include "dialect/request.h"
#include "dialect/usage.h"

namespace orrery::dialect {

/// Reads `usageMetadata` into totals. The prompt's count holds what was cached and lacks the
/// results of server-side tools; the candidates' count lacks thoughts. Zeros are left out of this
/// wire format (protobuf's JSON mapping), so a missing candidates' count is what the total leaves
/// over, where a total is given, and unknown otherwise.
[[nodiscard]] Usage read_counts(const Json& metadata, Provenance provenance);

}  // namespace orrery::dialect
