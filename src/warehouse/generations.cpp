// Generations that come one batch after the other, not in an import.

#include <fmt/format.h>

#include <string>

#include "warehouse/given_generations.h"
#include "warehouse/retention.h"
#include "warehouse/store.h"

namespace orrery::warehouse {
namespace {

/// Takes back the rows of a batch that the store held before, and all but one of an id that stands
/// twice in it. Returns how many. Records of one generation agree on when it was created, so that
/// not the whole store has to be searched.
Result<std::int64_t> take_back_known(const Connection& connection, std::int64_t batch,
                                     const Appended& appended) {
    const auto others = connection.count(fmt::format(
        "SELECT count(*) - count(DISTINCT generation_id) FROM generations WHERE import_batch = {}",
        batch));
    if (!others) {
        return others;
    }
    std::string twice;
    if (*others > 0) {
        twice = fmt::format(
            " OR rowid IN (SELECT rowid FROM generations WHERE import_batch = {} QUALIFY "
            "row_number() OVER (PARTITION BY generation_id ORDER BY rowid) > 1)",
            batch);
    }
    const std::string created =
        appended.are_times_known
            ? fmt::format("created_at BETWEEN make_timestamp({}) AND make_timestamp({})",
                          appended.first_us, appended.last_us)
            : "true";
    return connection.count(fmt::format(
        "DELETE FROM generations WHERE import_batch = {0} AND (generation_id IN (SELECT "
        "generation_id FROM generations WHERE import_batch < {0} AND {1}){2})",
        batch, created, twice));
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

Result<std::int64_t> Warehouse::append(std::span<const record::Generation> batch) {
    std::size_t at = 0;
    return append_each([&]() -> Result<const record::Generation*> {
        return at < batch.size() ? &batch[at++] : nullptr;
    });
}

Result<std::int64_t> Store::append_each(const NextGeneration& next) {
    std::int64_t added = 0;
    const auto done = connection_.transaction([&]() -> Status {
        const auto last = connection_.count("SELECT max(import_batch) FROM import_batches");
        if (!last) {
            return std::unexpected(last.error());
        }
        const std::int64_t batch = *last + 1;
        const auto appended = given_->append(connection_, next, batch);
        if (!appended || appended->rows == 0) {
            return appended ? Status() : std::unexpected(appended.error());
        }
        const auto known = take_back_known(connection_, batch, *appended);
        if (!known) {
            return std::unexpected(known.error());
        }
        added = appended->rows - *known;
        if (added == 0) {
            return {};
        }
        const auto late = set_late_aside(connection_, batch);
        if (!late) {
            return std::unexpected(late.error());
        }
        added -= *late;
        return connection_.execute(
            fmt::format("INSERT INTO import_batches VALUES ({}, 'append', 'append', NULL, "
                        "now() AT TIME ZONE 'UTC', {}, {}, {}, {})",
                        batch, appended->rows, added, *known, *late));
    });
    if (!done) {
        return std::unexpected(done.error());
    }
    return added;
}

}  // namespace orrery::warehouse
