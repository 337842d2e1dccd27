#include "warehouse/retention.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace orrery::warehouse {
namespace {

/// {0}: the first day that stays. A label may have come for a generation that was never here, or
/// is no longer: it goes by the day on which it came.
constexpr std::string_view old_labels =
    "generation_id IN (SELECT generation_id FROM generations WHERE created_at < DATE '{0}') "
    "OR (generation_id NOT IN (SELECT generation_id FROM generations) AND import_batch IN "
    "(SELECT import_batch FROM import_batches WHERE imported_at < DATE '{0}'))";

const std::string pruned_before_sql = "SELECT value FROM store_meta WHERE name = 'pruned_before'";

Result<std::string> day_of(const Result<Table>& answer) {
    if (!answer) {
        return std::unexpected(answer.error());
    }
    return answer->rows.empty() ? std::string() : to_text(answer->rows.front().front());
}

Result<Pruned> counted(const Connection& connection, std::string before) {
    Pruned pruned{std::move(before), 0, 0, 0};
    const auto generations = connection.count(fmt::format(
        "SELECT count(*) FROM generations WHERE created_at < DATE '{}'", pruned.before));
    const auto labels = connection.count("SELECT count(*) FROM labels WHERE " +
                                         fmt::format(fmt::runtime(old_labels), pruned.before));
    const auto quarantined = connection.count(fmt::format(
        "SELECT count(*) FROM quarantine WHERE quarantined_at < DATE '{}'", pruned.before));
    for (const auto* count : {&generations, &labels, &quarantined}) {
        if (!*count) {
            return std::unexpected(count->error());
        }
    }
    pruned.generations = *generations;
    pruned.labels = *labels;
    pruned.quarantined = *quarantined;
    return pruned;
}

Status remove(const Connection& connection, const std::string& before) {
    return connection.execute(
        "DELETE FROM labels WHERE " + fmt::format(fmt::runtime(old_labels), before) +
        fmt::format("; DELETE FROM generations WHERE created_at < DATE '{0}'; "
                    "DELETE FROM quarantine WHERE quarantined_at < DATE '{0}'; "
                    "DELETE FROM store_meta WHERE name = 'pruned_before'; "
                    "INSERT INTO store_meta VALUES ('pruned_before', '{0}')",
                    before));
}

/// What was deleted once stays deleted: a longer time asked for later moves nothing back.
Result<std::string> first_kept(const Connection& connection, int keep_raw_days) {
    const auto day = connection.query(fmt::format(
        "SELECT CAST(greatest(CAST(now() AT TIME ZONE 'UTC' AS DATE) - {}, coalesce((SELECT "
        "CAST(value AS DATE) FROM store_meta WHERE name = 'pruned_before'), DATE '0001-01-01')) "
        "AS VARCHAR)",
        keep_raw_days));
    return day ? Result<std::string>(to_text(day->rows.front().front()))
               : std::unexpected(day.error());
}

}  // namespace

Result<Pruned> prune(Store& store, int keep_raw_days, Pruning pruning) {
    const Connection& connection = store.connection();
    auto before = first_kept(connection, keep_raw_days);
    if (!before) {
        return std::unexpected(before.error());
    }
    if (pruning == Pruning::dry_run) {
        return counted(connection, std::move(*before));
    }
    if (auto folded = store.refresh_marts(); !folded) {
        return std::unexpected(folded.error());
    }
    Result<Pruned> pruned;
    const auto done = connection.transaction([&]() -> Status {
        pruned = counted(connection, *before);
        if (!pruned) {
            return std::unexpected(pruned.error());
        }
        return pruned->generations + pruned->labels + pruned->quarantined == 0
                   ? Status()
                   : remove(connection, *before);
    });
    return done ? pruned : std::unexpected(done.error());
}

Result<std::string> pruned_before(const Connection& connection) {
    return day_of(connection.query(pruned_before_sql));
}

Result<std::string> pruned_before(Warehouse& warehouse) {
    return day_of(warehouse.query(pruned_before_sql));
}

}  // namespace orrery::warehouse
