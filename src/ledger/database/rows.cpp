#include "ledger/database/rows.h"

#include <algorithm>
#include <utility>

#include "ledger/journal/codec.h"

namespace orrery::ledger {
namespace {

constexpr std::size_t rows_at_once = 4096;

void read(const Statement& statement, Row& row) {
    row.n = statement.number(0);
    row.id = static_cast<std::uint64_t>(statement.number(1));
    row.account = statement.number(2);
    row.key = statement.number(3);
    row.created_at_us = statement.number(4);
    static_cast<void>(decode_record(statement.blob(5), row.record));
}

}  // namespace

Result<std::optional<Row>> row_of(const Database& database, std::uint64_t id) {
    auto rows = database.prepare(
        "SELECT n, id, account, key, created_at_us, record FROM generations WHERE id = ?");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    const auto found = rows->bind(1, static_cast<std::int64_t>(id)).step();
    if (!found || !*found) {
        return found ? Result<std::optional<Row>>(std::nullopt) : std::unexpected(found.error());
    }
    std::optional<Row> row(std::in_place);
    read(*rows, *row);
    return row;
}

Result<RowReader> RowReader::open(const Database& database, std::int64_t n, std::size_t rows_max) {
    auto rows = database.prepare(
        "SELECT n, id, account, key, created_at_us, record FROM generations WHERE n > ? "
        "ORDER BY n LIMIT ?");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    return RowReader(std::move(*rows), n, rows_max);
}

void RowReader::ask() {
    asked_ = std::min(left_, rows_at_once);
    rows_.reset();
    rows_.bind(1, last_).bind(2, static_cast<std::int64_t>(asked_));
}

Result<bool> RowReader::next(Row& row) {
    if (left_ == 0) {
        return false;
    }
    if (asked_ == 0) {
        ask();
    }
    const auto is_there = rows_.step();
    if (is_there && *is_there) {
        read(rows_, row);
        last_ = row.n;
        --left_;
        --asked_;
    } else {
        left_ = 0;  // A statement that is done would begin again.
    }
    // Until its next question it holds no part of the log.
    if (left_ == 0 || asked_ == 0) {
        rows_.reset();
    }
    return is_there;
}

Result<std::int64_t> drained(const Database& database) {
    return database.number("SELECT value FROM marks WHERE name = 'drained'");
}

Status set_drained(const Database& database, std::int64_t n) {
    return database.run("UPDATE marks SET value = ? WHERE name = 'drained'", {n});
}

Status prune(const Database& database, std::int64_t before_us, std::size_t rows_max) {
    const auto oldest_us = database.number(
        "SELECT coalesce((SELECT created_at_us FROM generations ORDER BY n LIMIT 1), "
        "9223372036854775807)");
    if (!oldest_us || *oldest_us >= before_us) {
        return oldest_us ? Status() : std::unexpected(oldest_us.error());
    }
    return database.run(
        "DELETE FROM generations WHERE n IN (SELECT n FROM (SELECT n, created_at_us FROM "
        "generations WHERE n <= (SELECT value FROM marks WHERE name = 'drained') "
        "ORDER BY n LIMIT ?) WHERE created_at_us < ?)",
        {static_cast<std::int64_t>(rows_max), before_us});
}

}  // namespace orrery::ledger
