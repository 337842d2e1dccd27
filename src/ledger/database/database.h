#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace orrery::ledger {

/// One prepared statement. Binds count from 1, columns from 0, as in SQLite.
class Statement {
public:
    Statement() = default;

    Statement& bind(int at, std::int64_t value);
    Statement& bind(int at, std::optional<std::int64_t> value);
    /// Binds a text or, as_blob, bytes; both must live until the next reset.
    Statement& bind(int at, std::string_view text);
    Statement& bind_blob(int at, std::string_view bytes);
    /// The same, NULL where there is none; the text must live until the next reset.
    Statement& bind_text(int at, const std::optional<std::string>& text);
    Statement& bind_real(int at, std::optional<double> value);

    /// Goes to the next row; false when there is none.
    [[nodiscard]] Result<bool> step();
    /// Runs the statement to its end and makes it ready again.
    [[nodiscard]] Status run();
    /// Makes the statement ready to run again.
    void reset();

    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::optional<std::int64_t> number_or_null(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::optional<std::string> text_or_null(int column) const;
    [[nodiscard]] std::optional<double> real_or_null(int column) const;
    /// Holds until the next step or reset.
    [[nodiscard]] std::string_view blob(int column) const;

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One connection to the ledger's SQLite file, for one thread at a time.
class Database {
public:
    /// Opens DIRECTORY/ledger.sqlite at the current schema, creating it where it is missing. Fails
    /// on a file that a newer Orrery has written.
    /// A statement waits at most `busy_max` for other processes.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(
        const std::filesystem::path& directory,
        std::chrono::milliseconds busy_max = std::chrono::seconds(10));
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    [[nodiscard]] Status execute(const std::string& sql) const;
    [[nodiscard]] Result<Statement> prepare(std::string_view sql) const;
    /// Runs one statement with whole numbers as its parameters.
    [[nodiscard]] Status run(std::string_view sql,
                             std::initializer_list<std::int64_t> numbers = {}) const;
    /// Returns the first number of a query's first row, or 0.
    [[nodiscard]] Result<std::int64_t> number(std::string_view sql) const;
    /// Runs `work` in one transaction that is rolled back when it fails.
    [[nodiscard]] Status transaction(const std::function<Status()>& work) const;
    /// Returns how many rows the last statement changed.
    [[nodiscard]] std::int64_t changes() const;
    [[nodiscard]] std::int64_t last_row() const;
    /// Moves the write-ahead log into the database and both to the disk; says whether it could move
    /// all of it, which readers may keep it from.
    [[nodiscard]] Result<bool> checkpoint() const;

private:
    Database(sqlite3* handle, std::filesystem::path file)
        : handle_(handle), file_(std::move(file)) {}
    [[nodiscard]] std::unexpected<Error> failure() const;

    sqlite3* handle_;
    std::filesystem::path file_;
};

}  // namespace orrery::ledger
