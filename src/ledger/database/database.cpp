#include "ledger/database/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "base/file.h"
#include "ledger/database/schema.h"

namespace orrery::ledger {
namespace {

constexpr std::string_view file_name = "ledger.sqlite";

std::unexpected<Error> failure_of(sqlite3* handle) {
    const int code = sqlite3_errcode(handle);
    const bool is_mended_outside = code == SQLITE_FULL || code == SQLITE_BUSY ||
                                   code == SQLITE_IOERR || code == SQLITE_READONLY ||
                                   code == SQLITE_CANTOPEN || code == SQLITE_LOCKED;
    return fail(
        is_mended_outside ? ErrorKind::unavailable : ErrorKind::internal,
        fmt::format("SQLite: {}", sqlite3_errmsg(handle)), "ledger.sqlite",
        is_mended_outside ? "check the disk's space, its permissions and other processes" : "");
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Statement& Statement::bind(int at, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), at, value);
    return *this;
}

Statement& Statement::bind(int at, std::optional<std::int64_t> value) {
    if (value) {
        return bind(at, *value);
    }
    sqlite3_bind_null(statement_.get(), at);
    return *this;
}

Statement& Statement::bind(int at, std::string_view text) {
    const char* data = text.data() == nullptr ? "" : text.data();
    sqlite3_bind_text64(statement_.get(), at, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind_blob(int at, std::string_view bytes) {
    const char* data = bytes.data() == nullptr ? "" : bytes.data();
    sqlite3_bind_blob64(statement_.get(), at, data, bytes.size(), SQLITE_STATIC);
    return *this;
}

Statement& Statement::bind_text(int at, const std::optional<std::string>& text) {
    return text ? bind(at, std::string_view(*text)) : bind(at, std::optional<std::int64_t>());
}

Statement& Statement::bind_real(int at, std::optional<double> value) {
    if (!value) {
        return bind(at, std::optional<std::int64_t>());
    }
    sqlite3_bind_double(statement_.get(), at, *value);
    return *this;
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        return false;
    }
    const auto failed = failure_of(sqlite3_db_handle(statement_.get()));
    reset();
    return failed;
}

Status Statement::run() {
    for (;;) {
        const auto row = step();
        if (!row) {
            return std::unexpected(row.error());
        }
        if (!*row) {
            reset();
            return {};
        }
    }
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::optional<std::int64_t> Statement::number_or_null(int column) const {
    if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) {
        return std::nullopt;
    }
    return number(column);
}

std::string Statement::text(int column) const {
    const auto* text = sqlite3_column_text(statement_.get(), column);
    const auto bytes = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return text == nullptr ? std::string()
                           : std::string(reinterpret_cast<const char*>(text), bytes);
}

std::optional<std::string> Statement::text_or_null(int column) const {
    const bool is_null = sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
    return is_null ? std::nullopt : std::optional(text(column));
}

std::optional<double> Statement::real_or_null(int column) const {
    const bool is_null = sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
    return is_null ? std::nullopt : std::optional(sqlite3_column_double(statement_.get(), column));
}

std::string_view Statement::blob(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& directory,
                                                 std::chrono::milliseconds busy_max) {
    if (auto made = make_directory(directory); !made) {
        return std::unexpected(made.error());
    }
    const auto file = directory / file_name;
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(file.c_str(), &handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    std::unique_ptr<Database> database(new Database(handle, file));
    if (code != SQLITE_OK) {
        return fail(ErrorKind::unavailable, "cannot open the ledger", file.string(),
                    "check that the directory exists and may be written to");
    }
    sqlite3_busy_timeout(handle, static_cast<int>(busy_max.count()));
    // NORMAL: a checkpoint syncs, a commit does not. What a loss of power takes from the log is
    // still in the journals.
    auto done = database->execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; "
        "PRAGMA wal_autocheckpoint = 4096");
    if (done) {
        done = migrate(*database);
    }
    if (!done) {
        Error error = done.error();
        error.where = file.string();
        return std::unexpected(std::move(error));
    }
    return database;
}

Database::~Database() {
    sqlite3_close_v2(handle_);
}

std::unexpected<Error> Database::failure() const {
    auto failed = failure_of(handle_);
    failed.error().where = file_.string();
    return failed;
}

Status Database::execute(const std::string& sql) const {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return failure();
    }
    return {};
}

Result<Statement> Database::prepare(std::string_view sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
        return failure();
    }
    return Statement(statement);
}

Status Database::run(std::string_view sql, std::initializer_list<std::int64_t> numbers) const {
    auto statement = prepare(sql);
    if (!statement) {
        return std::unexpected(statement.error());
    }
    int at = 0;
    for (const std::int64_t number : numbers) {
        statement->bind(++at, number);
    }
    return statement->run();
}

Result<std::int64_t> Database::number(std::string_view sql) const {
    auto statement = prepare(sql);
    if (!statement) {
        return std::unexpected(statement.error());
    }
    const auto row = statement->step();
    if (!row) {
        return std::unexpected(row.error());
    }
    return *row ? statement->number(0) : 0;
}

Status Database::transaction(const std::function<Status()>& work) const {
    if (auto begun = execute("BEGIN IMMEDIATE"); !begun) {
        return begun;
    }
    Status done = work();
    if (done) {
        done = execute("COMMIT");
    }
    if (!done && sqlite3_get_autocommit(handle_) == 0) {
        static_cast<void>(execute("ROLLBACK"));
    }
    return done;
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(handle_);
}

std::int64_t Database::last_row() const {
    return sqlite3_last_insert_rowid(handle_);
}

Result<bool> Database::checkpoint() const {
    int frames = 0;
    int moved = 0;
    const int code =
        sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &frames, &moved);
    if (code == SQLITE_BUSY) {
        return false;
    }
    if (code != SQLITE_OK) {
        return failure();
    }
    return frames == moved;
}

}  // namespace orrery::ledger
