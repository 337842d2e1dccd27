#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "warehouse/import/statement.h"
#include "warehouse/store.h"

namespace orrery::warehouse {

struct QuarantineContext {
    const SourceFile& file;
    const Mapping& mapping;
    std::int64_t import_batch;
    Reading reading;
};

/// Writes the rows that the import just run left out to the table `quarantine`, each once however
/// often its file is imported, and returns how many were left out for each reason. Where nothing
/// was left out, nothing is read again.
[[nodiscard]] Result<std::map<std::string, std::int64_t>> quarantine_rows(
    Store& store, const ImportStatement& statement, const QuarantineContext& context);

}  // namespace orrery::warehouse
