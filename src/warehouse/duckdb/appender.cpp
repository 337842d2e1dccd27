#include "warehouse/duckdb/appender.h"

#include <duckdb.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <variant>

#include "record/columns.h"

namespace orrery::warehouse {
namespace {

/// Appends rows to a table that exists; values are cast to the column's type by DuckDB.
class Appender {
public:
    /// `database` is "temp" for a temporary table, which also a read-only store allows, or null.
    Appender(const Connection& connection, const char* database, const std::string& table) {
        duckdb_appender_create_ext(connection.handle(), database, "main", table.c_str(),
                                   &appender_);
    }
    ~Appender() { duckdb_appender_destroy(&appender_); }
    Appender(const Appender&) = delete;
    Appender& operator=(const Appender&) = delete;

    void null() { duckdb_append_null(appender_); }
    void value(std::int64_t number) { duckdb_append_int64(appender_, number); }
    void value(std::int32_t number) { duckdb_append_int32(appender_, number); }
    void value(double number) { duckdb_append_double(appender_, number); }
    void value(bool flag) { duckdb_append_bool(appender_, flag); }
    void value(const std::string& text) {
        duckdb_append_varchar_length(appender_, text.data(), text.size());
    }
    void timestamp(std::int64_t microseconds) {
        duckdb_append_timestamp(appender_, {microseconds});
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

void append_record(Appender& appender, const record::Generation& generation,
                   std::int64_t import_batch) {
    record::for_each_column(generation, [&](std::string_view column, const auto& value) {
        constexpr bool is_number = std::is_same_v<std::decay_t<decltype(*value)>, std::int64_t>;
        if (is_number && column == "import_batch") {
            appender.value(import_batch);
        } else if (!value) {
            appender.null();
        } else if constexpr (is_number) {
            column == "created_at" ? appender.timestamp(*value) : appender.value(*value);
        } else {
            appender.value(*value);
        }
    });
    appender.end_row();
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
    Appender appender(connection, "temp", name);
    for (const auto& row : table.rows) {
        for (const Cell& cell : row) {
            append_cell(appender, cell);
        }
        appender.end_row();
    }
    return appender.finish();
}

Result<Appended> append_generations(const Connection& connection, const NextGeneration& next,
                                    std::int64_t import_batch) {
    Appended appended;
    Appender appender(connection, nullptr, "generations");
    for (;;) {
        const auto generation = next();
        if (!generation) {
            return std::unexpected(generation.error());
        }
        if (*generation == nullptr) {
            break;
        }
        append_record(appender, **generation, import_batch);
        ++appended.rows;
        if (const auto created_at = (*generation)->created_at) {
            appended.first_us = std::min(appended.first_us, *created_at);
            appended.last_us = std::max(appended.last_us, *created_at);
        } else {
            appended.are_times_known = false;
        }
    }
    const Status finished = appender.finish();
    return finished ? Result<Appended>(appended) : std::unexpected(finished.error());
}

}  // namespace orrery::warehouse
