#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace orrery::record {

/// The C++ types behind the column types of generation.def. Nothing means unknown, never zero.
namespace column_type {
using text = std::optional<std::string>;
using timestamp = std::optional<std::int64_t>;  ///< Microseconds since 1970-01-01 UTC.
using count = std::optional<std::int64_t>;
using small = std::optional<std::int32_t>;
using flag = std::optional<bool>;
using real = std::optional<double>;
using money = std::optional<std::int64_t>;  ///< Nano-USD.
}  // namespace column_type

/// One request to a model and what came of it. Content-free: no column can hold a text of the
/// user's or of the model's. The columns and their meaning are listed in generation.def.
struct Generation {
#define ORRERY_COLUMN(group, type, name, meaning) column_type::type name;
#include "record/generation.def"
#undef ORRERY_COLUMN

    bool operator==(const Generation&) const = default;
};

/// Calls `visit(name, value)` for each column in the order of generation.def.
template <typename Record, typename Visit>
void for_each_column(Record&& generation, Visit&& visit) {
#define ORRERY_COLUMN(group, type, name, meaning) visit(#name, generation.name);
#include "record/generation.def"
#undef ORRERY_COLUMN
}

}  // namespace orrery::record
