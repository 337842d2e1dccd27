#pragma once

#include <string_view>

#include "dialect/answer.h"
#include "dialect/request.h"

namespace orrery::dialect {

/// Returns what the Messages API says of an end; the provider's own word where it is one of those.
[[nodiscard]] std::string_view stop_reason_of(const Event& finish);

/// Writes totals as Anthropic's disjoint classes; what is unknown is null. Caches that exceed their
/// total leave it whole: a class is never negative.
[[nodiscard]] Json messages_usage(const Usage& usage);

}  // namespace orrery::dialect
