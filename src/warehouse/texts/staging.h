#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "warehouse/import/mapping.h"
#include "warehouse/import/statement.h"
#include "warehouse/store.h"

namespace orrery::warehouse {

/// Where accepted rows wait with their labels for the tables `generations` and `labels`.
inline constexpr std::string_view staging_table = "staged_generations";

/// Which generations of a file get labels.
struct TextSample {
    double probability = 1;
    std::string salt;
};

/// Evaluates the parameters `sample` and `salt`. Fails where they are no share of 0..1 and no text.
[[nodiscard]] Result<TextSample> read_sample(Store& store, const Mapping& mapping,
                                             const std::map<std::string, std::string>& parameters);

/// Fills `labels` for the generations that the batch brought and that are in the sample, from the
/// staging table, which it drops. Returns how many generations got labels.
/// REQUIRES: duplicates have been taken out of the batch.
[[nodiscard]] Result<std::int64_t> insert_labels(Store& store, const Mapping& mapping,
                                                 const StatementContext& context);

/// Returns the first line of an engine's message without what it may quote of a file: whatever
/// stands between its first quotation mark and its last.
[[nodiscard]] std::string without_quotations(std::string message);

}  // namespace orrery::warehouse
