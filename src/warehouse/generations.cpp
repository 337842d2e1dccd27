// Generations that come one batch after the other, not in an import.

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <unordered_set>
#include <vector>

#include "warehouse/duckdb/appender.h"
#include "warehouse/retention.h"
#include "warehouse/store.h"

namespace orrery::warehouse {
namespace {

/// Returns the condition on created_at that a generation with an id of the batch meets: records of
/// one generation agree on when it was created, so that not the whole store has to be searched.
std::string created_with(std::span<const record::Generation> batch) {
    std::int64_t first = std::numeric_limits<std::int64_t>::max();
    std::int64_t last = std::numeric_limits<std::int64_t>::min();
    for (const record::Generation& generation : batch) {
        if (!generation.created_at) {
            return "true";
        }
        first = std::min(first, *generation.created_at);
        last = std::max(last, *generation.created_at);
    }
    return fmt::format("created_at BETWEEN make_timestamp({}) AND make_timestamp({})", first, last);
}

/// Returns the records of the batch whose ids the store does not hold, each id once.
Result<std::vector<const record::Generation*>> unknown_of(
    const Connection& connection, std::span<const record::Generation> batch) {
    Table ids{{"generation_id"}, {}};
    ids.rows.reserve(batch.size());
    for (const record::Generation& generation : batch) {
        ids.rows.push_back({generation.generation_id.value_or("")});
    }
    if (auto loaded = load_temporary_table(connection, "appended_ids", ids); !loaded) {
        return std::unexpected(loaded.error());
    }
    const auto known = connection.query(
        fmt::format("SELECT generation_id FROM generations WHERE {} "
                    "AND generation_id IN (SELECT generation_id FROM appended_ids)",
                    batch.empty() ? "false" : created_with(batch)));
    if (!known) {
        return std::unexpected(known.error());
    }
    std::unordered_set<std::string> seen;
    for (const auto& row : known->rows) {
        seen.insert(to_text(row.front()));
    }
    std::vector<const record::Generation*> fresh;
    for (const record::Generation& generation : batch) {
        if (seen.insert(generation.generation_id.value_or("")).second) {
            fresh.push_back(&generation);
        }
    }
    return fresh;
}

/// Moves what came for days whose single rows were deleted to the quarantine: it may have been
/// counted before. Returns how many rows.
Result<std::int64_t> set_late_aside(const Connection& connection, std::int64_t batch) {
    const auto before = pruned_before(connection);
    if (!before || before->empty()) {
        return before ? Result<std::int64_t>(0) : std::unexpected(before.error());
    }
    const std::string late =
        fmt::format("import_batch = {} AND created_at < DATE '{}'", batch, *before);
    const auto rows = connection.count("SELECT count(*) FROM generations WHERE " + late);
    if (!rows || *rows == 0) {
        return rows;
    }
    const auto moved = connection.execute(fmt::format(
        "INSERT INTO quarantine SELECT {0}, source, NULL, NULL, {1}, CAST(to_json(g) AS VARCHAR), "
        "md5(concat_ws('|', source, generation_id, {1})), now() AT TIME ZONE 'UTC' "
        "FROM generations AS g WHERE {2} AND md5(concat_ws('|', source, generation_id, {1})) "
        "NOT IN (SELECT row_hash FROM quarantine WHERE row_hash IS NOT NULL); "
        "DELETE FROM generations WHERE {2}",
        batch, sql_literal(pruned_reason), late));
    return moved ? rows : std::unexpected(moved.error());
}

}  // namespace

Result<std::int64_t> Store::append(std::span<const record::Generation> batch) {
    std::int64_t added = 0;
    const auto done = connection_.transaction([&]() -> Status {
        const auto fresh = unknown_of(connection_, batch);
        const auto last = connection_.count("SELECT max(import_batch) FROM import_batches");
        if (!fresh || !last) {
            return std::unexpected(fresh ? last.error() : fresh.error());
        }
        added = static_cast<std::int64_t>(fresh->size());
        if (added == 0) {
            return {};
        }
        if (auto appended = append_generations(connection_, *fresh, *last + 1); !appended) {
            return appended;
        }
        const auto late = set_late_aside(connection_, *last + 1);
        if (!late) {
            return std::unexpected(late.error());
        }
        const std::int64_t repeated = static_cast<std::int64_t>(batch.size()) - added;
        added -= *late;
        return connection_.execute(
            fmt::format("INSERT INTO import_batches VALUES ({}, 'append', 'append', NULL, "
                        "now() AT TIME ZONE 'UTC', {}, {}, {}, {})",
                        *last + 1, batch.size(), added, repeated, *late));
    });
    if (!done) {
        return std::unexpected(done.error());
    }
    return added;
}

}  // namespace orrery::warehouse
