#include "warehouse/marts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/directives.h"
#include "base/embedded.h"
#include "base/hash.h"
#include "record/columns.h"

namespace orrery::warehouse {
namespace {

/// Replaces {known_columns} by a count of the known values of every record column.
std::string with_known_columns(std::string sql) {
    constexpr std::string_view token = "{known_columns}";
    const auto position = sql.find(token);
    if (position == std::string::npos) {
        return sql;
    }
    std::string counts;
    for (const record::Column& column : record::columns()) {
        counts += fmt::format("{}count({}) AS known_{}", counts.empty() ? "" : ", ", column.name,
                              column.name);
    }
    return sql.replace(position, token.size(), counts);
}

/// The sums of a mart are all its columns that are no keys.
Result<std::vector<std::string>> sums_of(const Connection& connection, const Mart& mart) {
    const auto columns = connection.query(
        fmt::format("SELECT column_name FROM information_schema.columns WHERE table_name = {} "
                    "ORDER BY ordinal_position",
                    sql_literal(mart.name)));
    if (!columns) {
        return std::unexpected(columns.error());
    }
    std::vector<std::string> sums;
    for (const auto& row : columns->rows) {
        std::string name = to_text(row.front());
        if (std::ranges::find(mart.keys, name) == mart.keys.end()) {
            sums.push_back(std::move(name));
        }
    }
    return sums;
}

/// Adds what `delta` brings to the rows of the days it touches.
Status fold(const Connection& connection, const Mart& mart, std::int64_t folded,
            std::int64_t written) {
    if (const auto viewed = connection.execute(
            fmt::format("CREATE OR REPLACE TEMP VIEW delta AS SELECT * FROM generations "
                        "WHERE import_batch > {} AND import_batch <= {}",
                        folded, written));
        !viewed) {
        return viewed;
    }
    const auto sums = sums_of(connection, mart);
    if (!sums) {
        return std::unexpected(sums.error());
    }
    std::vector<std::string> added;
    for (const std::string& sum : *sums) {
        added.push_back(fmt::format("CAST(sum({0}) AS BIGINT) AS {0}", sum));
    }
    const std::string& day = mart.keys.front();
    const std::string columns =
        fmt::format("{}, {}", fmt::join(mart.keys, ", "), fmt::join(*sums, ", "));
    const std::string statements[] = {
        fmt::format("CREATE OR REPLACE TEMP TABLE folding AS SELECT {} FROM ({})", columns,
                    mart.select),
        fmt::format("INSERT INTO folding SELECT {} FROM {} WHERE {} IN (SELECT {} FROM folding)",
                    columns, mart.name, day, day),
        fmt::format("DELETE FROM {} WHERE {} IN (SELECT {} FROM folding)", mart.name, day, day),
        fmt::format("INSERT INTO {} SELECT {}, {} FROM folding GROUP BY ALL", mart.name,
                    fmt::join(mart.keys, ", "), fmt::join(added, ", ")),
        "DROP TABLE folding",
        fmt::format("UPDATE mart_watermarks SET folded = {} WHERE mart = {}", written,
                    sql_literal(mart.name)),
    };
    for (const std::string& statement : statements) {
        if (auto executed = connection.execute(statement); !executed) {
            return executed;
        }
    }
    return {};
}

Status create_mart(const Connection& connection, const Mart& mart) {
    const auto same = connection.count(
        fmt::format("SELECT count(*) FROM mart_watermarks WHERE mart = {} AND fingerprint = {}",
                    sql_literal(mart.name), sql_literal(mart.fingerprint)));
    if (!same) {
        return std::unexpected(same.error());
    }
    if (*same == 1) {
        return {};
    }
    const std::string statements[] = {
        fmt::format("DROP TABLE IF EXISTS {}", mart.name),
        "CREATE OR REPLACE TEMP VIEW delta AS SELECT * FROM generations WHERE false",
        fmt::format("CREATE TEMP TABLE shape AS SELECT * FROM ({}) LIMIT 0", mart.select),
    };
    for (const std::string& statement : statements) {
        if (auto executed = connection.execute(statement); !executed) {
            return executed;
        }
    }
    // Sums come out of DuckDB as 128-bit integers; 64 bits hold what a store can hold.
    const auto shaped = connection.execute(
        fmt::format("CREATE TABLE {} AS SELECT COLUMNS('^({})$'), "
                    "CAST(COLUMNS(* EXCLUDE ({})) AS BIGINT) FROM shape",
                    mart.name, fmt::join(mart.keys, "|"), fmt::join(mart.keys, ", ")));
    if (!shaped) {
        return shaped;
    }
    return connection.execute(
        fmt::format("DROP TABLE shape; DELETE FROM mart_watermarks WHERE mart = {0}; "
                    "INSERT INTO mart_watermarks VALUES ({0}, {1}, 0)",
                    sql_literal(mart.name), sql_literal(mart.fingerprint)));
}

}  // namespace

Result<std::vector<Mart>> load_marts() {
    std::vector<Mart> marts;
    for (const EmbeddedFile& file : embedded::study()) {
        if (!file.path.starts_with("marts/")) {
            continue;
        }
        const auto parsed = parse_directives(file.contents, std::string(file.path));
        if (!parsed) {
            return std::unexpected(parsed.error());
        }
        Mart mart;
        mart.name = parsed->one("mart");
        mart.keys = parsed->list("keys");
        mart.select = with_known_columns(parsed->body);
        mart.fingerprint = fingerprint(mart.select);
        marts.push_back(std::move(mart));
    }
    return marts;
}

Status create_marts(const Connection& connection, const std::vector<Mart>& marts) {
    return connection.transaction([&]() -> Status {
        for (const Mart& mart : marts) {
            if (auto created = create_mart(connection, mart); !created) {
                return created;
            }
        }
        return {};
    });
}

Status fold_marts(const Connection& connection, const std::vector<Mart>& marts) {
    const auto written = connection.count("SELECT max(import_batch) FROM import_batches");
    if (!written) {
        return std::unexpected(written.error());
    }
    return connection.transaction([&]() -> Status {
        for (const Mart& mart : marts) {
            const auto folded = connection.count(fmt::format(
                "SELECT folded FROM mart_watermarks WHERE mart = {}", sql_literal(mart.name)));
            if (!folded) {
                return std::unexpected(folded.error());
            }
            if (*folded >= *written) {
                continue;
            }
            if (auto done = fold(connection, mart, *folded, *written); !done) {
                return done;
            }
        }
        return {};
    });
}

}  // namespace orrery::warehouse
