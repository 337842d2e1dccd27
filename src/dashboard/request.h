#pragma once

#include <cstdint>

#include "base/result.h"
#include "dashboard/context.h"
#include "gateway/site.h"

namespace orrery::dashboard {

/// Takes a request to the API apart. Fails with `bad_input` on what is no percent-encoded UTF-8, on
/// control characters, and on more than 256 parameters.
[[nodiscard]] Result<Query> read_query(const gateway::SiteRequest& request, Visitor visitor,
                                       std::int64_t now_us);

}  // namespace orrery::dashboard
