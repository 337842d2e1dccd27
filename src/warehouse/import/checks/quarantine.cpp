#include "warehouse/import/checks/quarantine.h"

#include <fmt/format.h>

namespace orrery::warehouse {
namespace {

/// A longer row is kept by its number and reason alone: it may hold a text in the wrong column.
constexpr int record_bytes_max = 8192;

/// Every CSV read fills them anew; DuckDB does not do so over tables that exist.
Status drop_reject_tables(Store& store) {
    return store.execute(fmt::format("DROP TABLE IF EXISTS {}; DROP TABLE IF EXISTS {}",
                                     reject_table, reject_scan_table));
}

/// Inserts (row_number, reason, record) rows that the quarantine does not hold yet.
std::string insert_sql(const QuarantineContext& context, const std::string& with,
                       const std::string& rows) {
    return fmt::format(
        "INSERT INTO quarantine {0} SELECT * FROM (SELECT {1} AS import_batch, {2} AS source, "
        "{3} AS file, row_number, reason, record, md5(concat_ws('|', {2}, {4}, row_number, "
        "reason)) "
        "AS row_hash, CAST(now() AS TIMESTAMP) AS quarantined_at FROM ({5})) AS fresh "
        "WHERE row_hash NOT IN (SELECT row_hash FROM quarantine)",
        with, context.import_batch, sql_literal(context.mapping.source),
        sql_literal(context.file.path.string()), sql_literal(context.file.path.filename().string()),
        rows);
}

/// Turns rows of a reason and how often it occurs into a map.
std::map<std::string, std::int64_t> reasons_of(const Table& counted) {
    std::map<std::string, std::int64_t> reasons;
    for (const auto& row : counted.rows) {
        reasons[to_text(row[0])] = static_cast<std::int64_t>(number_or(row[1], 0));
    }
    return reasons;
}

/// Lines that the CSV reader could not split or convert. The line itself may hold a text or a
/// name, so only its number is kept.
Result<std::map<std::string, std::int64_t>> quarantine_lines(Store& store,
                                                             const QuarantineContext& context) {
    std::string types = "CASE column_name";
    for (const SourceColumn& column : context.mapping.columns) {
        types +=
            fmt::format(" WHEN {} THEN {}", sql_literal(column.name), sql_literal(column.type));
    }
    const std::string lines = fmt::format(
        "SELECT line AS row_number, CASE CAST(error_type AS VARCHAR) "
        "WHEN 'CAST' THEN column_name || ' is not a ' || {} ELSE 'VARCHAR' END "
        "WHEN 'MISSING COLUMNS' THEN 'the line has too few columns' "
        "WHEN 'TOO MANY COLUMNS' THEN 'the line has too many columns' "
        "WHEN 'LINE SIZE OVER MAXIMUM' THEN 'the line is too long' "
        "WHEN 'UNQUOTED VALUE' THEN 'a quote is not closed' "
        "ELSE 'the line is not valid: ' || lower(CAST(error_type AS VARCHAR)) END AS reason, "
        "CAST(NULL AS VARCHAR) AS record FROM {} QUALIFY row_number() OVER (PARTITION BY line) = 1",
        types, reject_table);
    const auto counted =
        store.query(fmt::format("SELECT reason, count(*) FROM ({}) GROUP BY reason", lines));
    if (!counted) {
        return std::unexpected(counted.error());
    }
    const std::map<std::string, std::int64_t> reasons = reasons_of(*counted);
    if (!reasons.empty()) {
        if (auto kept = store.execute(insert_sql(context, "", lines)); !kept) {
            return std::unexpected(kept.error());
        }
    }
    if (auto dropped = drop_reject_tables(store); !dropped) {
        return std::unexpected(dropped.error());
    }
    return reasons;
}

/// Reads the file a second time for the rows that `relation` gives a reason for.
Status quarantine_relation(Store& store, const ImportStatement& statement,
                           const QuarantineContext& context, const std::string& relation,
                           const std::string& reason, const std::string& columns) {
    const std::string rows = fmt::format(
        "SELECT row_number, reason, CASE WHEN strlen(record) <= {3} THEN record END AS record FROM "
        "(SELECT row_number, {0} AS reason, CAST(to_json(struct_pack({1})) AS VARCHAR) AS record "
        "FROM (SELECT *, row_number() OVER () AS row_number FROM {2}) WHERE {0} IS NOT NULL)",
        reason, columns, relation, record_bytes_max);
    if (auto kept = store.execute(insert_sql(context, statement.with, rows)); !kept) {
        return kept;
    }
    return drop_reject_tables(store);
}

/// Turns {a, "b c"} into `a := a, "b c" := "b c"`.
std::string packed(const std::vector<std::string>& columns) {
    std::string fields;
    for (const std::string& name : columns) {
        fields += fmt::format("{}{} := {}", fields.empty() ? "" : ", ", name, name);
    }
    return fields;
}

/// Rows of which a tolerant reading found a value unreadable. They are counted by themselves, for a
/// mapping's own WHERE would hide them.
Result<std::map<std::string, std::int64_t>> quarantine_unreadable(
    Store& store, const ImportStatement& statement, const QuarantineContext& context) {
    const auto counted = store.query(
        fmt::format("{} SELECT read_problem, count(*) FROM raw WHERE read_problem IS NOT NULL "
                    "GROUP BY read_problem",
                    statement.with));
    if (!counted) {
        return std::unexpected(counted.error());
    }
    std::map<std::string, std::int64_t> reasons = reasons_of(*counted);
    if (!reasons.empty()) {
        if (auto kept = quarantine_relation(store, statement, context, "raw", "read_problem",
                                            packed(statement.source_columns));
            !kept) {
            return std::unexpected(kept.error());
        }
    }
    return reasons;
}

}  // namespace

Result<std::map<std::string, std::int64_t>> quarantine_rows(Store& store,
                                                            const ImportStatement& statement,
                                                            const QuarantineContext& context) {
    std::map<std::string, std::int64_t> reasons;
    if (context.file.format == FileFormat::csv) {
        auto lines = quarantine_lines(store, context);
        if (!lines) {
            return lines;
        }
        reasons = std::move(*lines);
    }
    if (context.reading == Reading::tolerant) {
        auto unreadable = quarantine_unreadable(store, statement, context);
        if (!unreadable) {
            return unreadable;
        }
        reasons.merge(*unreadable);
    }
    AcceptCounts& rejected = store.accept_counts();
    if (rejected.rejected_total() > 0) {
        for (const auto& [reason, rows] : rejected.rejected) {
            reasons[reason] += rows;
        }
        if (auto kept = quarantine_relation(store, statement, context, "records", "reason",
                                            packed(statement.record_columns));
            !kept) {
            return std::unexpected(kept.error());
        }
    }
    return reasons;
}

}  // namespace orrery::warehouse
