#include "warehouse/import/readers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace orrery::warehouse {
namespace {

/// What tolerant reading may have parsed at one time.
constexpr std::int64_t parsed_bytes_max = std::int64_t{256} << 20;
constexpr std::int64_t line_bytes_max = std::int64_t{16} << 20;

bool has_name(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

const SourceColumn* declared(const Mapping& mapping, const std::string& name) {
    const auto found = std::ranges::find_if(
        mapping.columns, [&](const SourceColumn& column) { return has_name(column.names, name); });
    return found == mapping.columns.end() ? nullptr : &*found;
}

/// One declared column of a row that has the columns `present`; NULL of its type without any.
/// Of `nested` ones a text is their JSON.
std::string declared_value(const SourceColumn& column, const std::vector<std::string>& present,
                           std::string_view cast, const std::vector<std::string>& nested) {
    std::vector<std::string> values;
    for (const std::string& name : column.names) {
        if (has_name(present, name)) {
            const bool is_json = column.is_text && has_name(nested, name);
            values.push_back(fmt::format(
                "{}({} AS {})", cast,
                fmt::format(fmt::runtime(is_json ? "to_json({})" : "{}"), sql_identifier(name)),
                column.type));
        }
    }
    if (values.size() > 1) {
        return fmt::format("coalesce({})", fmt::join(values, ", "));
    }
    return values.empty() ? fmt::format("CAST(NULL AS {})", column.type) : values.front();
}

std::string declared_columns(const Mapping& mapping, const std::vector<std::string>& present,
                             std::string_view cast = "CAST",
                             const std::vector<std::string>& nested = {}) {
    std::vector<std::string> columns;
    for (const SourceColumn& column : mapping.columns) {
        columns.push_back(fmt::format("{} AS {}", declared_value(column, present, cast, nested),
                                      sql_identifier(column.name)));
    }
    return fmt::format("{}", fmt::join(columns, ", "));
}

/// Every name that a declared column may have, once.
std::vector<std::string> possible_names(const Mapping& mapping) {
    std::vector<std::string> names;
    for (const SourceColumn& column : mapping.columns) {
        for (const std::string& name : column.names) {
            if (!has_name(names, name)) {
                names.push_back(name);
            }
        }
    }
    return names;
}

std::string csv_relation(const SourceFile& file, const Mapping& mapping) {
    std::vector<std::string> types;
    for (const std::string& name : file.columns) {
        const SourceColumn* column = declared(mapping, name);
        types.push_back(fmt::format("{}: {}", sql_literal(name),
                                    sql_literal(column == nullptr ? "VARCHAR" : column->type)));
    }
    return fmt::format(
        "SELECT {} FROM read_csv({}, columns = {{{}}}, header = true, auto_detect = false, "
        "delim = {}, quote = '\"', escape = '\"', nullstr = ['', '\\N'], max_line_size = {}, "
        "buffer_size = {}, "
        "ignore_errors = true, store_rejects = true, rejects_table = '{}', rejects_scan = '{}', "
        "compression = '{}')",
        declared_columns(mapping, file.columns), sql_literal(file.path.string()),
        fmt::join(types, ", "), sql_literal(std::string(1, file.delimiter)), line_bytes_max,
        2 * line_bytes_max, reject_table, reject_scan_table, file.is_gzip ? "gzip" : "none");
}

std::string json_source(const SourceFile& file, const std::string& columns) {
    return fmt::format(
        "read_json({}, columns = {{{}}}, maximum_object_size = {}, "
        "compression = '{}')",
        sql_literal(file.path.string()), columns, object_bytes_max,
        file.is_gzip ? "gzip" : "uncompressed");
}

std::string strict_json_relation(const SourceFile& file, const Mapping& mapping, bool is_list) {
    const auto names = possible_names(mapping);
    std::vector<std::string> types;
    std::vector<std::string> fields;
    for (const std::string& name : names) {
        const std::string& type = declared(mapping, name)->type;
        types.push_back(fmt::format("{}: {}", sql_literal(name), sql_literal(type)));
        fields.push_back(fmt::format("{} {}", sql_identifier(name), type));
    }
    const std::string columns = declared_columns(mapping, names);
    if (file.records.empty()) {
        return fmt::format("SELECT {} FROM {}", columns,
                           json_source(file, fmt::format("{}", fmt::join(types, ", "))));
    }
    const std::string structure = fmt::format("STRUCT({})", fmt::join(fields, ", "));
    const std::string name = sql_identifier(file.records);
    const std::string from =
        json_source(file, fmt::format("{}: {}", sql_literal(file.records),
                                      sql_literal(structure + (is_list ? "[]" : ""))));
    return fmt::format("SELECT {} FROM (SELECT record.* FROM (SELECT {} AS record FROM {}))",
                       columns, is_list ? fmt::format("unnest({})", name) : name, from);
}

/// One possible column of a JSON object as text, or as JSON where its type is nested.
std::string json_value(const SourceColumn& column, const std::string& name) {
    const std::string path = sql_literal("$.\"" + name + "\"");
    return fmt::format("(object {} {})", column.is_nested() ? "->" : "->>", path);
}

/// WHEN branches for the values of a column that are not of its type.
std::string problem_branches(const SourceColumn& column, const std::string& value) {
    if (column.type == "VARCHAR" || column.type == "JSON") {
        return {};
    }
    return fmt::format(
        " WHEN {0} IS NOT NULL AND CAST({0} AS VARCHAR) <> 'null' AND TRY_CAST({0} AS {1}) IS NULL "
        "THEN {2}",
        value, column.type, sql_literal(fmt::format("{} is not a {}", column.name, column.type)));
}

/// Reads objects one by one and each value by itself, so that one bad value costs one row.
std::string tolerant_json_relation(const SourceFile& file, const Mapping& mapping, bool is_list) {
    std::vector<std::string> columns;
    // DuckDB parses an object anew for each value taken from it and frees nothing before the next
    // chunk of rows: long objects are bounded by how often they are parsed.
    const std::int64_t bytes_max =
        parsed_bytes_max / static_cast<std::int64_t>(2 * mapping.columns.size());
    std::string problems = fmt::format(
        "CASE WHEN is_long THEN 'the object is longer than {} KiB' "
        "WHEN object IS NULL THEN 'malformed JSON'",
        bytes_max >> 10);
    for (const SourceColumn& column : mapping.columns) {
        std::vector<std::string> values;
        for (const std::string& name : column.names) {
            const std::string value = json_value(column, name);
            values.push_back(fmt::format("TRY_CAST({} AS {})", value, column.type));
            problems += problem_branches(column, value);
        }
        columns.push_back(fmt::format("coalesce({}) AS {}", fmt::join(values, ", "),
                                      sql_identifier(column.name)));
    }
    std::string object = "json";
    if (!file.records.empty()) {
        const std::string inner = fmt::format("json -> {}", sql_literal("$." + file.records));
        object =
            is_list ? fmt::format("unnest(coalesce(CAST({} AS JSON[]), [NULL]))", inner) : inner;
    }
    return fmt::format(
        "SELECT {0}, {1} END AS read_problem FROM (SELECT is_long, {2} AS object FROM "
        "(SELECT strlen(json) > {4} AS is_long, CASE WHEN NOT is_long THEN json END AS json "
        "FROM {3}))",
        fmt::join(columns, ", "), problems, object, file.json_objects(Reading::tolerant),
        bytes_max);
}

/// Only columns of texts can hold values that are not of the declared type.
std::string parquet_relation(const SourceFile& file, const Mapping& mapping) {
    std::string problems;
    for (const SourceColumn& column : mapping.columns) {
        for (const std::string& name : column.names) {
            if (has_name(file.text_columns, name)) {
                problems += problem_branches(column, sql_identifier(name));
            }
        }
    }
    return fmt::format("SELECT {}, {} AS read_problem FROM read_parquet({})",
                       declared_columns(mapping, file.columns, "TRY_CAST", file.nested_columns),
                       problems.empty() ? "CAST(NULL AS VARCHAR)" : "CASE" + problems + " END",
                       sql_literal(file.path.string()));
}

}  // namespace

Result<std::string> raw_relation(const Connection& connection, const SourceFile& file,
                                 const Mapping& mapping, Reading reading) {
    switch (file.format) {
        case FileFormat::csv:
            return csv_relation(file, mapping);
        case FileFormat::parquet:
            return parquet_relation(file, mapping);
        case FileFormat::json:
            break;
    }
    bool is_list = false;
    if (!file.records.empty()) {
        const auto lists = connection.count(
            fmt::format("SELECT count(*) FROM (SELECT json FROM {} LIMIT 1) WHERE json_type(json, "
                        "{}) = 'ARRAY'",
                        file.json_objects(reading), sql_literal("$." + file.records)));
        if (!lists) {
            return std::unexpected(lists.error());
        }
        is_list = *lists > 0;
    }
    return reading == Reading::tolerant ? tolerant_json_relation(file, mapping, is_list)
                                        : strict_json_relation(file, mapping, is_list);
}

}  // namespace orrery::warehouse
