#include "warehouse/duckdb/connection.h"

#include <fmt/format.h>

#include <utility>

#include "warehouse/duckdb/result_table.h"

namespace orrery::warehouse {
namespace {

constexpr std::string_view in_use = "the store is in use by another process";

std::string doubled(std::string_view text, char quote) {
    std::string quoted(1, quote);
    for (const char c : text) {
        quoted += c;
        if (c == quote) {
            quoted += quote;
        }
    }
    return quoted + quote;
}

/// Turns DuckDB's message into ours where the cause is the surroundings, not the statement.
Error classify(const std::string& message) {
    const auto mentions = [&](std::string_view part) {
        return message.find(part) != std::string::npos;
    };
    if (mentions("Could not set lock")) {
        return {ErrorKind::unavailable,
                std::string(in_use),
                {},
                "stop the other orrery process, or wait until it has finished"};
    }
    if (mentions("No space left") || mentions("File too large") || mentions("Disk quota")) {
        return {ErrorKind::unavailable,
                "the disk is full: " + message,
                {},
                "free some space and run the same command again; nothing was half written"};
    }
    if (mentions("Permission denied") || mentions("Read-only file system")) {
        return {ErrorKind::unavailable,
                "the store cannot be written: " + message,
                {},
                "check the owner and the permissions of the store directory"};
    }
    if (mentions("Out of Memory")) {
        return {ErrorKind::unavailable,
                message.substr(0, message.find("\n\nPossible solutions")),
                {},
                "give the warehouse more memory: --memory 4GB"};
    }
    // DuckDB says twice in which line of a statement it stopped.
    const auto first = message.find("\n\nLINE ");
    const auto second = first == std::string::npos ? first : message.find("\n\nLINE ", first + 1);
    return {ErrorKind::bad_input, message.substr(0, second), {}, {}};
}

struct Configuration {
    duckdb_config config = nullptr;
    Configuration() { duckdb_create_config(&config); }
    ~Configuration() { duckdb_destroy_config(&config); }
    Configuration(const Configuration&) = delete;
    Configuration& operator=(const Configuration&) = delete;
};

}  // namespace

Result<Connection> Connection::open(const std::filesystem::path& file, Access access) {
    Configuration configuration;
    duckdb_set_config(configuration.config, "access_mode",
                      access == Access::read_only ? "READ_ONLY" : "AUTOMATIC");
    duckdb_set_config(configuration.config, "autoinstall_known_extensions", "false");
    duckdb_set_config(configuration.config, "autoload_known_extensions", "false");
    Connection opened;
    char* message = nullptr;
    const std::string path = file.string();
    duckdb_database database = nullptr;
    if (duckdb_open_ext(path.empty() ? nullptr : path.c_str(), &database, configuration.config,
                        &message) != DuckDBSuccess) {
        Error error = classify(message == nullptr ? "cannot open the database" : message);
        duckdb_free(message);
        error.where = path;
        return std::unexpected(std::move(error));
    }
    opened.database_ = {database, [](duckdb_database last) { duckdb_close(&last); }};
    if (auto connected = opened.connect(); !connected) {
        return std::unexpected(connected.error());
    }
    return opened;
}

Result<Connection> Connection::further() const {
    Connection opened;
    opened.database_ = database_;
    if (auto connected = opened.connect(); !connected) {
        return std::unexpected(connected.error());
    }
    return opened;
}

Status Connection::connect() {
    if (duckdb_connect(database_.get(), &connection_) != DuckDBSuccess) {
        return fail(ErrorKind::internal, "cannot connect to the open database");
    }
    return {};
}

Connection::Connection(Connection&& other) noexcept
    : database_(std::move(other.database_)),
      connection_(std::exchange(other.connection_, nullptr)) {}

Connection& Connection::operator=(Connection&& other) noexcept {
    std::swap(database_, other.database_);
    std::swap(connection_, other.connection_);
    return *this;
}

Connection::~Connection() {
    duckdb_disconnect(&connection_);
}

Result<Table> Connection::query(const std::string& sql) const {
    duckdb_result result;
    const bool succeeded = duckdb_query(connection_, sql.c_str(), &result) == DuckDBSuccess;
    if (!succeeded) {
        const char* message = duckdb_result_error(&result);
        Error error = classify(message == nullptr ? "the statement failed" : message);
        duckdb_destroy_result(&result);
        return std::unexpected(std::move(error));
    }
    Table table = to_table(result);
    duckdb_destroy_result(&result);
    return table;
}

Status Connection::execute(const std::string& sql) const {
    const auto answer = query(sql);
    if (!answer) {
        return std::unexpected(answer.error());
    }
    return {};
}

Result<std::int64_t> Connection::count(const std::string& sql) const {
    const auto answer = query(sql);
    if (!answer) {
        return std::unexpected(answer.error());
    }
    if (answer->rows.empty() || answer->rows.front().empty()) {
        return 0;
    }
    return static_cast<std::int64_t>(number_or(answer->rows.front().front(), 0));
}

Status Connection::transaction(const std::function<Status()>& work) const {
    if (const auto begun = execute("BEGIN TRANSACTION"); !begun) {
        return begun;
    }
    Status done = work();
    if (done) {
        done = execute("COMMIT");
    }
    if (!done) {
        static_cast<void>(execute("ROLLBACK"));  // The failure that matters is the first one.
    }
    return done;
}

double Connection::progress_percent() const {
    return duckdb_query_progress(connection_).percentage;
}

bool is_in_use(const Error& error) {
    return error.what == in_use;
}

std::string sql_literal(std::string_view text) {
    return doubled(text, '\'');
}

std::string sql_identifier(std::string_view name) {
    return doubled(name, '"');
}

}  // namespace orrery::warehouse
