#pragma once

#include "gateway/pages/question.h"
#include "ledger/directory.h"

namespace orrery::gateway {

/// Writes a key as the pages of keys show it: never its secret. USD; periods are UTC's.
[[nodiscard]] Json key_json(const ledger::Key& key, std::int64_t now_us);

/// Adds a key's limit, what is left of it and what was used, which all pages about keys have.
void add_usage(const ledger::Key& key, std::int64_t now_us, Json& json);

}  // namespace orrery::gateway
