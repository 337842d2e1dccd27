#include "warehouse/marts/mart_tables.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "warehouse/retention.h"

namespace orrery::warehouse {
namespace {

/// Of a store whose old generations were deleted a changed mart cannot be built again: its rows are
/// kept, in `kept_rows`. Tells whether that is so.
Result<bool> set_rows_aside(const Connection& connection, const Mart& mart) {
    const auto pruned = pruned_before(connection);
    const auto known = connection.count(fmt::format(
        "SELECT count(*) FROM mart_watermarks WHERE mart = {}", sql_literal(mart.name)));
    if (!pruned || !known) {
        return std::unexpected(!pruned ? pruned.error() : known.error());
    }
    // Without a split mart its parts are made of the generations that are left: so is the mart.
    if (pruned->empty() || (*known == 0 && !mart.splits.empty())) {
        return false;
    }
    if (*known == 0) {
        return fail(ErrorKind::unavailable,
                    fmt::format("{} is new, and the generations before {} that it would be built "
                                "from were pruned",
                                mart.name, *pruned),
                    {}, "use the version of orrery that pruned the store");
    }
    const auto kept = connection.execute(
        fmt::format("CREATE OR REPLACE TEMP TABLE kept_rows AS SELECT * FROM {}", mart.name));
    return kept ? Result<bool>(true) : std::unexpected(kept.error());
}

/// Sums that the mart did not have before are unknown of what it has folded, and so is what a mart
/// that splits another tells apart now. Fails where another splits its sums by something new.
Status take_rows_back(const Connection& connection, const Mart& mart) {
    const auto columns = connection.query(
        fmt::format("SELECT column_name FROM duckdb_columns() WHERE table_name = 'kept_rows' "
                    "AND column_name IN (SELECT column_name FROM duckdb_columns() "
                    "WHERE table_name = {}) ORDER BY column_index",
                    sql_literal(mart.name)));
    if (!columns) {
        return std::unexpected(columns.error());
    }
    std::vector<std::string> names;
    for (const auto& row : columns->rows) {
        names.push_back(to_text(row.front()));
    }
    for (const std::string& key : mart.keys) {
        if (mart.splits.empty() && std::ranges::find(names, key) == names.end()) {
            return fail(ErrorKind::unavailable,
                        fmt::format("{} is now split by {}, and the generations that it would be "
                                    "built from were pruned",
                                    mart.name, key),
                        {}, "use the version of orrery that pruned the store");
        }
    }
    return connection.execute(fmt::format(
        "INSERT INTO {0} ({1}) SELECT {1} FROM kept_rows; DROP TABLE kept_rows; "
        "DROP TABLE shape; UPDATE mart_watermarks SET fingerprint = {2} "
        "WHERE mart = {3}",
        mart.name, fmt::join(names, ", "), sql_literal(mart.fingerprint), sql_literal(mart.name)));
}

/// Tells whether a new mart can be made of the rows of the one that it sums: whether that one has
/// all of its columns.
Result<bool> can_be_summed(const Connection& connection, const Mart& mart) {
    if (mart.sums.empty()) {
        return false;
    }
    const auto lacking = connection.count(fmt::format(
        "SELECT count(*) + (SELECT count(*) FROM mart_watermarks WHERE mart = {1}) FROM (SELECT "
        "column_name FROM duckdb_columns() WHERE table_name = 'shape' AND column_name NOT IN "
        "(SELECT column_name FROM duckdb_columns() WHERE table_name = {0}))",
        sql_literal(mart.sums), sql_literal(mart.name)));
    return lacking ? Result<bool>(*lacking == 0) : std::unexpected(lacking.error());
}

/// Fills a new mart with the rows of the one that it sums, as far as that one is folded.
Status sum_rows(const Connection& connection, const Mart& mart, const std::vector<Sum>& sums) {
    std::vector<std::string> added;
    for (const Sum& sum : sums) {
        added.push_back(sum.added());
    }
    return connection.execute(fmt::format(
        "INSERT INTO {0} SELECT {1}, {2} FROM {3} GROUP BY {1}; UPDATE mart_watermarks SET "
        "folded = (SELECT folded FROM mart_watermarks WHERE mart = {5}) WHERE mart = {4}",
        mart.name, fmt::join(mart.keys, ", "), fmt::join(added, ", "), mart.sums,
        sql_literal(mart.name), sql_literal(mart.sums)));
}

Sum sum_of(std::string name, std::string_view type) {
    return {std::move(name), type == "DOUBLE" ? "DOUBLE" : "BIGINT"};
}

std::vector<Sum> summed(const Mart& mart, std::vector<Sum> columns) {
    std::erase_if(columns, [&](const Sum& column) {
        return std::ranges::find(mart.keys, column.name) != mart.keys.end();
    });
    return columns;
}

/// Creates the table of a mart in a store that has none of them yet, so that there is nothing to
/// keep and nothing to sum.
Status create_first(const Connection& connection, const Mart& mart) {
    const auto described = connection.query("DESCRIBE " + mart.select);
    if (!described) {
        return std::unexpected(described.error());
    }
    std::map<std::string, std::string> types;
    std::vector<Sum> columns;
    for (const auto& row : described->rows) {
        const std::string type = to_text(row[1]);
        types[to_text(row[0])] = type;
        columns.push_back(sum_of(to_text(row[0]), type));
    }
    std::vector<std::string> declared;
    for (const std::string& key : mart.keys) {
        declared.push_back(key + " " + types[key]);
    }
    for (const Sum& sum : summed(mart, std::move(columns))) {
        declared.push_back(sum.name + " " + sum.type);
    }
    return connection.execute(fmt::format(
        "CREATE OR REPLACE TABLE {0} ({1}); INSERT INTO mart_watermarks VALUES ({2}, {3}, 0)",
        mart.name, fmt::join(declared, ", "), sql_literal(mart.name),
        sql_literal(mart.fingerprint)));
}

/// Creates the tables of all marts in a store that has none of them yet.
Status create_all(const Connection& connection, const std::vector<Mart>& marts) {
    for (const auto over : {MartSource::generations, MartSource::labels}) {
        auto done =
            connection.execute("CREATE OR REPLACE TEMP VIEW delta AS " + delta_sql(over, 0, 0));
        for (const Mart& mart : marts) {
            if (done && mart.over == over) {
                done = create_first(connection, mart);
            }
        }
        if (!done) {
            return done;
        }
    }
    return {};
}

Status create_mart(const Connection& connection, const Mart& mart) {
    const std::string shape = fmt::format(
        "CREATE OR REPLACE TEMP VIEW delta AS {}; "
        "CREATE TEMP TABLE shape AS SELECT * FROM ({}) LIMIT 0",
        delta_sql(mart.over, 0, 0), mart.select);
    if (auto shaped = connection.execute(shape); !shaped) {
        return shaped;
    }
    const auto is_summed = can_be_summed(connection, mart);
    if (!is_summed) {
        return std::unexpected(is_summed.error());
    }
    const auto is_kept = *is_summed ? Result<bool>(false) : set_rows_aside(connection, mart);
    const auto sums = sums_of(connection, mart, "shape");
    if (!is_kept || !sums) {
        return std::unexpected(is_kept ? sums.error() : is_kept.error());
    }
    std::vector<std::string> columns;
    for (const Sum& sum : *sums) {
        columns.push_back(sum.cast(sum.name));
    }
    const auto created = connection.execute(
        fmt::format("DROP TABLE IF EXISTS {0}; "
                    "CREATE TABLE {0} AS SELECT {1}, {2} FROM shape",
                    mart.name, fmt::join(mart.keys, ", "), fmt::join(columns, ", ")));
    if (!created) {
        return created;
    }
    if (*is_kept) {
        return take_rows_back(connection, mart);
    }
    const auto begun = connection.execute(
        fmt::format("DROP TABLE shape; DELETE FROM mart_watermarks WHERE mart = {0}; "
                    "INSERT INTO mart_watermarks VALUES ({0}, {1}, 0)",
                    sql_literal(mart.name), sql_literal(mart.fingerprint)));
    return begun && *is_summed ? sum_rows(connection, mart, *sums) : begun;
}

/// Returns the columns of tables, whose names are SQL literals. To ask costs milliseconds.
Result<std::map<std::string, std::vector<Sum>>> columns_of(const Connection& connection,
                                                           const std::string& tables) {
    const auto found = connection.query(
        fmt::format("SELECT table_name, column_name, data_type FROM information_schema.columns "
                    "WHERE table_name IN ({}) ORDER BY table_name, ordinal_position",
                    tables));
    if (!found) {
        return std::unexpected(found.error());
    }
    std::map<std::string, std::vector<Sum>> columns;
    for (const auto& row : found->rows) {
        columns[to_text(row[0])].push_back(sum_of(to_text(row[1]), to_text(row[2])));
    }
    return columns;
}

}  // namespace

Result<std::vector<Sum>> sums_of(const Connection& connection, const Mart& mart,
                                 std::string_view table) {
    auto columns = columns_of(connection, sql_literal(table));
    return columns ? Result<std::vector<Sum>>(summed(mart, (*columns)[std::string(table)]))
                   : std::unexpected(columns.error());
}

Result<std::map<std::string, std::vector<Sum>>> sums_of_all(const Connection& connection,
                                                            const std::vector<Mart>& marts) {
    std::vector<std::string> names;
    for (const Mart& mart : marts) {
        names.push_back(sql_literal(mart.name));
    }
    auto columns = columns_of(connection, fmt::format("{}", fmt::join(names, ", ")));
    if (!columns) {
        return std::unexpected(columns.error());
    }
    std::map<std::string, std::vector<Sum>> sums;
    for (const Mart& mart : marts) {
        sums[mart.name] = summed(mart, std::move((*columns)[mart.name]));
    }
    return sums;
}

Status create_marts(const Connection& connection, const std::vector<Mart>& marts) {
    return connection.transaction([&]() -> Status {
        const auto known = connection.query("SELECT mart, fingerprint FROM mart_watermarks");
        if (!known) {
            return std::unexpected(known.error());
        }
        if (known->rows.empty()) {
            return create_all(connection, marts);
        }
        std::map<std::string, std::string> fingerprints;
        for (const auto& row : known->rows) {
            fingerprints[to_text(row[0])] = to_text(row[1]);
        }
        // What sums another does so before that one changes.
        for (const bool sums : {true, false}) {
            for (const Mart& mart : marts) {
                if (mart.sums.empty() == sums || fingerprints[mart.name] == mart.fingerprint) {
                    continue;
                }
                if (auto created = create_mart(connection, mart); !created) {
                    return created;
                }
            }
        }
        return {};
    });
}

}  // namespace orrery::warehouse
