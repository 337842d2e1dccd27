#pragma once

#include <string>

#include "base/result.h"
#include "warehouse/duckdb/connection.h"
#include "warehouse/import/statement.h"

namespace orrery::warehouse {

/// Returns the SELECT that reads the declared columns of a file with DuckDB's own readers: by name,
/// with their declared types, NULL where the file lacks one. A tolerant read
/// adds read_problem: why a row could not be read, or NULL.
[[nodiscard]] Result<std::string> raw_relation(const Connection& connection, const SourceFile& file,
                                               const Mapping& mapping, Reading reading);

}  // namespace orrery::warehouse
