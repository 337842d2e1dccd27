#pragma once

#include <span>
#include <string_view>

#include "base/format/json.h"

namespace orrery::gateway {

/// Makes a value that fits a JSON schema (draft 2020-12, as far as tools use it: type, properties,
/// items, prefixItems, enum, const, anyOf, oneOf, allOf, local $ref, bounds, common formats). Texts
/// are made of `words`. Deterministic; schemas that refer to themselves end at a depth of 8.
[[nodiscard]] nlohmann::ordered_json schema_sample(const nlohmann::ordered_json& schema,
                                                   std::span<const std::string_view> words);

}  // namespace orrery::gateway
