#include <fmt/format.h>

#include "base/file.h"
#include "benches.h"
#include "warehouse/duckdb/connection.h"
#include "warehouse/store.h"

namespace orrery::bench {

Result<std::string> generations_sql(std::int64_t rows) {
    auto sql = read_file(std::filesystem::path(ORRERY_SOURCE_DIR) / "bench/generations.sql");
    if (!sql) {
        return sql;
    }
    const std::string token = "{rows}";
    for (auto at = sql->find(token); at != std::string::npos; at = sql->find(token)) {
        sql->replace(at, token.size(), fmt::format("{}", rows));
    }
    return sql;
}

Status generate(const catalog::Catalog& catalog, const std::filesystem::path& directory,
                std::int64_t rows) {
    const auto parquet = directory / "generations.parquet";
    if (std::filesystem::exists(directory / "generations.jsonl")) {
        return {};
    }
    const auto sql = generations_sql(rows);
    if (!sql) {
        return std::unexpected(sql.error());
    }
    warehouse::StoreOptions options;
    options.directory = directory / "generator";
    auto store = warehouse::Store::open(options, catalog);
    if (!store) {
        return std::unexpected(store.error());
    }
    const std::string source = warehouse::sql_literal(parquet.string());
    const std::string statements[] = {
        fmt::format("COPY ({}) TO {} (FORMAT parquet)", *sql, source),
        fmt::format("COPY (FROM {}) TO {} (FORMAT csv, HEADER)", source,
                    warehouse::sql_literal((directory / "generations.csv").string())),
        fmt::format("COPY (FROM {}) TO {} (FORMAT json)", source,
                    warehouse::sql_literal((directory / "generations.jsonl").string())),
    };
    for (const std::string& statement : statements) {
        if (auto copied = (*store)->execute(statement); !copied) {
            return copied;
        }
    }
    return {};
}

Status read_plain(const std::filesystem::path& file, const std::filesystem::path& database) {
    const auto connection = warehouse::Connection::open(database, warehouse::Access::read_write);
    if (!connection) {
        return std::unexpected(connection.error());
    }
    const std::string extension = file.extension().string();
    const std::string reader = extension == ".parquet" ? "read_parquet"
                               : extension == ".csv"   ? "read_csv"
                                                       : "read_json";
    return connection->execute(
        fmt::format("SET memory_limit = '{}'; CREATE TABLE generations AS FROM {}({})", memory_max,
                    reader, warehouse::sql_literal(file.string())));
}

}  // namespace orrery::bench
