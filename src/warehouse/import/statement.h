#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "warehouse/duckdb/connection.h"
#include "warehouse/import/mapping.h"
#include "warehouse/import/source_file.h"

namespace orrery::warehouse {

/// What an import adds to a mapping and a file.
struct StatementContext {
    std::string secret_key;
    std::map<std::string, std::string> parameters;  ///< From --set; values are SQL expressions.
    std::int64_t import_batch = 0;
    Reading reading = Reading::strict;
    bool labels_texts = false;  ///< Texts are classified, not only measured.
};

/// The SQL that turns one file into generation records:
///
///     raw      the file, declared columns only
///     source   the columns by their declared names and types, personal ones hashed, row_id
///     mapped   the mapping's own SELECT
///     records  every record column, `labels` where the mapping yields them, and `reason`: why the
///              row cannot be taken, or NULL
///
/// Texts end in `source`: from there on only text_facts() of them go.
struct ImportStatement {
    std::string with;  ///< "WITH raw AS (…), …, records AS (…)" for any SELECT after it.
    std::vector<std::string> record_columns;  ///< In table order.
    /// Quoted columns of `source`, but not those that may hold names or texts: personal, nested and
    /// text columns.
    std::vector<std::string> source_columns;
    bool has_labels = false;  ///< `records` has the column `labels`.
};

/// The name under which unreadable CSV lines are set aside while an import runs.
inline constexpr std::string_view reject_table = "unreadable_lines";
inline constexpr std::string_view reject_scan_table = "unreadable_scans";

/// Makes the macros that mappings share known to the session, with the store's key in them:
/// keyed_hash(value), finish_reason_of(native), provider_named(code).
[[nodiscard]] Status create_import_macros(const Connection& connection,
                                          const std::string& secret_key);

/// Tells which required columns of the mapping the file lacks.
[[nodiscard]] std::vector<std::string> missing_columns(const SourceFile& file,
                                                       const Mapping& mapping);

/// Builds the statement. Fails when the mapping's SQL does not fit the record.
[[nodiscard]] Result<ImportStatement> build_statement(const Connection& connection,
                                                      const SourceFile& file,
                                                      const Mapping& mapping,
                                                      const StatementContext& context);

}  // namespace orrery::warehouse
