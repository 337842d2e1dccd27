#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "catalog/catalog.h"
#include "warehouse/duckdb/connection.h"
#include "warehouse/texts/labeller.h"

namespace orrery::warehouse {

/// What the SQL function accept() has seen since the last reset.
struct AcceptCounts {
    std::atomic<std::int64_t> accepted = 0;
    std::mutex mutex;
    std::map<std::string, std::int64_t> rejected;  ///< Reason to rows; guarded by `mutex`.

    void reset();
    [[nodiscard]] std::int64_t rejected_total();
};

/// Makes our SQL functions known to the connection:
///   accept(reason VARCHAR) -> BOOLEAN    true for NULL; counts both answers, so that one pass over
///                                        a file filters the rows and tells what it left out
///   resolve_model(name VARCHAR, at TIMESTAMP) -> VARCHAR   the catalog slug, else NULL
/// and those of text_functions.h. REQUIRES: all three objects outlive the connection.
[[nodiscard]] Status register_functions(const Connection& connection, AcceptCounts& counts,
                                        TextLabeller& labeller, const catalog::Catalog& catalog);

}  // namespace orrery::warehouse
