#include "warehouse/duckdb/appender.h"

#include <duckdb.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <variant>

namespace orrery::warehouse {
namespace {

/// Appends rows to a temporary table that exists, which also a read-only store allows; values are
/// cast to the column's type by DuckDB.
class Appender {
public:
    Appender(const Connection& connection, const std::string& table) {
        duckdb_appender_create_ext(connection.handle(), "temp", "main", table.c_str(), &appender_);
    }
    ~Appender() { duckdb_appender_destroy(&appender_); }
    Appender(const Appender&) = delete;
    Appender& operator=(const Appender&) = delete;

    void null() { duckdb_append_null(appender_); }
    void value(std::int64_t number) { duckdb_append_int64(appender_, number); }
    void value(double number) { duckdb_append_double(appender_, number); }
    void value(const std::string& text) {
        duckdb_append_varchar_length(appender_, text.data(), text.size());
    }
    void end_row() { duckdb_appender_end_row(appender_); }

    [[nodiscard]] Status finish() {
        if (duckdb_appender_close(appender_) == DuckDBSuccess) {
            return {};
        }
        const char* message = duckdb_appender_error(appender_);
        return fail(ErrorKind::internal, message == nullptr ? "cannot append rows" : message);
    }

private:
    duckdb_appender appender_ = nullptr;
};

std::string_view column_type(const Table& table, std::size_t column) {
    const std::string& name = table.columns[column];
    constexpr std::array<std::string_view, 3> date_endings = {"_date", "_from", "_to"};
    const bool is_date = name == "date" || std::ranges::any_of(date_endings, [&](auto ending) {
                             return name.ends_with(ending);
                         });
    if (is_date) {
        return "DATE";
    }
    std::string_view type = "VARCHAR";
    for (const auto& row : table.rows) {
        const Cell& cell = row[column];
        if (std::holds_alternative<double>(cell)) {
            return "DOUBLE";
        }
        if (std::holds_alternative<std::int64_t>(cell)) {
            type = "BIGINT";
        }
    }
    return type;
}

void append_cell(Appender& appender, const Cell& cell) {
    std::visit(
        [&](const auto& value) {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>) {
                appender.null();
            } else {
                appender.value(value);
            }
        },
        cell);
}

}  // namespace

Status load_temporary_table(const Connection& connection, const std::string& name,
                            const Table& table) {
    std::string create = fmt::format("CREATE OR REPLACE TEMP TABLE {} (", name);
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        create += fmt::format("{}{} {}", column == 0 ? "" : ", ",
                              sql_identifier(table.columns[column]), column_type(table, column));
    }
    if (auto created = connection.execute(create + ")"); !created) {
        return created;
    }
    Appender appender(connection, name);
    for (const auto& row : table.rows) {
        for (const Cell& cell : row) {
            append_cell(appender, cell);
        }
        appender.end_row();
    }
    return appender.finish();
}

}  // namespace orrery::warehouse
