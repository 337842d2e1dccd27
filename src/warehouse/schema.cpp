#include "warehouse/schema.h"

#include <fmt/format.h>

#include <vector>

#include "record/columns.h"

namespace orrery::warehouse {
namespace {

/// The steps from an empty store to the current one. A released step never changes; a later
/// schema is a further step.
std::vector<std::string> migrations() {
    return {
        record::create_table_sql("generations") + R"sql(;
CREATE TABLE labels (
    generation_id VARCHAR,
    path VARCHAR,                   -- Taxonomy path, /Computers & Electronics/Programming
    tag VARCHAR,
    category VARCHAR,
    confidence DOUBLE,
    classifier VARCHAR,             -- Model and map version that said so
    inclusion_probability DOUBLE,   -- Of the generation in the sample
    language VARCHAR,
    language_confidence DOUBLE
);
CREATE TABLE quarantine (
    import_batch BIGINT,
    source VARCHAR,
    file VARCHAR,
    row_number BIGINT,              -- In the file: line, or record where lines mean nothing
    reason VARCHAR,
    record VARCHAR,                 -- The row as JSON, personal values hashed, texts left out
    row_hash VARCHAR,               -- Of source, reason and row: a row is quarantined once
    quarantined_at TIMESTAMP
);
CREATE TABLE import_batches (
    import_batch BIGINT,
    source VARCHAR,
    mapping VARCHAR,
    file VARCHAR,
    imported_at TIMESTAMP,
    rows_read BIGINT,
    rows_new BIGINT,
    rows_duplicate BIGINT,
    rows_quarantined BIGINT
);
CREATE TABLE mart_watermarks (mart VARCHAR, fingerprint VARCHAR, folded BIGINT))sql",
        // Labels that are there already came with their generation.
        R"sql(
ALTER TABLE labels ADD COLUMN import_batch BIGINT;
UPDATE labels SET import_batch = 0;
UPDATE labels SET import_batch = generations.import_batch
FROM generations
WHERE generations.generation_id = labels.generation_id)sql",
        // Marts are made on opening, which who only reads cannot do: mart_drawn and a
        // mart_languages by model are there from this version on.
        "DELETE FROM mart_watermarks WHERE mart = 'mart_languages'",
        // Which days the folds since then have changed. A session that reads the store keeps sums
        // of its marts and asks only for days after those that it has seen.
        R"sql(
CREATE TABLE IF NOT EXISTS folded_days (
    source VARCHAR,                 -- What the changed marts are over: generations or labels
    day DATE,
    folded BIGINT                   -- The last batch that a fold brought to the day
))sql",
    };
}

Result<std::int64_t> schema_version(const Connection& connection) {
    const auto exists = connection.count(
        "SELECT count(*) FROM information_schema.tables WHERE table_name = 'store_meta'");
    if (!exists || *exists == 0) {
        return exists;
    }
    return connection.count(
        "SELECT CAST(value AS BIGINT) FROM store_meta WHERE name = 'schema_version'");
}

std::unexpected<Error> newer_store(std::int64_t version) {
    return fail(
        ErrorKind::unavailable,
        fmt::format("the store was written by a newer Orrery (schema {}, this one knows {})",
                    version, migrations().size()),
        {}, "upgrade orrery, or name another directory with --store");
}

}  // namespace

Status migrate(const Connection& connection) {
    const auto version = schema_version(connection);
    if (!version) {
        return std::unexpected(version.error());
    }
    const auto steps = migrations();
    const auto known = static_cast<std::int64_t>(steps.size());
    if (*version > known) {
        return newer_store(*version);
    }
    if (*version == known) {
        return {};
    }
    return connection.transaction([&]() -> Status {
        auto done = connection.execute(
            "CREATE TABLE IF NOT EXISTS store_meta (name VARCHAR, value VARCHAR)");
        for (auto step = *version; done && step < known; ++step) {
            done = connection.execute(steps[static_cast<std::size_t>(step)]);
        }
        if (!done) {
            return done;
        }
        return connection.execute(
            fmt::format("DELETE FROM store_meta WHERE name = 'schema_version'; "
                        "INSERT INTO store_meta VALUES ('schema_version', '{}')",
                        known));
    });
}

Status require_current_schema(const Connection& connection) {
    const auto version = schema_version(connection);
    if (!version) {
        return std::unexpected(version.error());
    }
    const auto known = static_cast<std::int64_t>(migrations().size());
    if (*version > known) {
        return newer_store(*version);
    }
    if (*version < known) {
        return fail(ErrorKind::unavailable, "the store is of an older version and opened read-only",
                    {}, "run `orrery doctor --write` once to bring it up to date");
    }
    return {};
}

/// Weeks and months are reckoned without date_trunc(): comparing it with <= takes the first day of
/// the next period in, too (DuckDB 1.4, issue 19635 of its own).
Status create_macros(const Connection& connection) {
    return connection.execute(R"sql(
CREATE OR REPLACE TEMP MACRO day_of(moment) AS CAST(moment AS DATE);
CREATE OR REPLACE TEMP MACRO week_of(moment) AS
    CAST(moment AS DATE) - CAST(isodow(moment) - 1 AS INTEGER);
CREATE OR REPLACE TEMP MACRO month_of(moment) AS
    CAST(moment AS DATE) - CAST(day(moment) - 1 AS INTEGER);
CREATE OR REPLACE TEMP MACRO usd_to_nano(usd) AS
    CAST(round(CAST(usd AS DOUBLE) * 1e9) AS BIGINT))sql");
}

}  // namespace orrery::warehouse
