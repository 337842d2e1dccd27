#pragma once

#include <duckdb.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/table.h"

namespace orrery::warehouse {

enum class Access { read_write, read_only };

/// The only file that knows DuckDB's C API for queries: one connection to a database, for one
/// thread at a time. Everything outside speaks SQL and orrery::Table.
class Connection {
public:
    /// Opens (or creates) the database file. An empty path opens one in memory.
    [[nodiscard]] static Result<Connection> open(const std::filesystem::path& file, Access access);

    /// Opens a further connection to the same database, with temporary tables and settings of its
    /// own. Any thread may, whatever the others do; the database closes with the last of them.
    [[nodiscard]] Result<Connection> further() const;

    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    /// Runs one statement; columns of nested types arrive as NULL, cast them in SQL.
    [[nodiscard]] Result<Table> query(const std::string& sql) const;
    [[nodiscard]] Status execute(const std::string& sql) const;

    /// Returns the single cell of a one-row, one-column answer as a count; NULL is 0.
    [[nodiscard]] Result<std::int64_t> count(const std::string& sql) const;

    /// Runs `work` between BEGIN and COMMIT; rolls back when it fails.
    [[nodiscard]] Status transaction(const std::function<Status()>& work) const;

    /// Returns 0..100 while a statement runs, or a negative number; any thread may ask.
    [[nodiscard]] double progress_percent() const;

    /// The raw handle, for the appender and for registering functions in this folder.
    [[nodiscard]] duckdb_connection handle() const { return connection_; }

private:
    Connection() = default;
    [[nodiscard]] Status connect();

    /// Shared by the connections to it: the last one closes it.
    std::shared_ptr<_duckdb_database> database_;
    duckdb_connection connection_ = nullptr;
};

/// Tells whether opening failed because another process has the database.
[[nodiscard]] bool is_in_use(const Error& error);

/// Quotes a text as an SQL literal, an identifier as an SQL identifier.
[[nodiscard]] std::string sql_literal(std::string_view text);
[[nodiscard]] std::string sql_identifier(std::string_view name);

}  // namespace orrery::warehouse
