#pragma once

#include "base/result.h"

namespace orrery::gateway {

/// Returns the HTTP status that a page answers an error with: 400 for `bad_input` and `usage`, 404
/// for `not_found`, 503 for `unavailable`, else 500.
[[nodiscard]] int status_of(ErrorKind kind);

}  // namespace orrery::gateway
