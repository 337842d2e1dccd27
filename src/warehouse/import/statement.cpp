#include "warehouse/import/statement.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/format/directives.h"
#include "record/columns.h"
#include "warehouse/import/checks/validation.h"
#include "warehouse/import/readers.h"
#include "warehouse/retention.h"

namespace orrery::warehouse {
namespace {

/// Tells whether the file has the column under any of its names.
bool has_column(const SourceFile& file, const SourceColumn& column) {
    return std::ranges::find_first_of(file.columns, column.names) != file.columns.end();
}

/// Tells whether the column that the mapping names as identity is in the file.
bool has_identity(const SourceFile& file, const Mapping& mapping) {
    const auto column = std::ranges::find(mapping.columns, mapping.identity, &SourceColumn::name);
    return column != mapping.columns.end() && has_column(file, *column);
}

std::string with_parameters(std::string select, const Mapping& mapping,
                            const StatementContext& context) {
    for (const Parameter& parameter : mapping.parameters) {
        const auto given = context.parameters.find(parameter.name);
        const std::string& value =
            given == context.parameters.end() ? parameter.value : given->second;
        select = replaced(std::move(select), "{" + parameter.name + "}", value);
    }
    return replaced(std::move(select), "{labelled}", context.labels_texts ? "true" : "false");
}

/// Says which texts are worth classifying. Whether a row is sampled is known before its mapping
/// where that names the generation by an id of the file.
std::string label_condition(const SourceFile& file, const Mapping& mapping,
                            const StatementContext& context) {
    if (!context.labels_texts) {
        return "false";
    }
    if (!mapping.names_by_row_id() || !has_identity(file, mapping)) {
        return "true";
    }
    return with_parameters(fmt::format("is_sampled(CAST({} AS VARCHAR), {{salt}}, {{sample}})",
                                       sql_identifier(mapping.identity)),
                           mapping, context);
}

/// The `source` relation: declared columns, hashed where personal, facts where texts, and row_id.
std::string source_relation(const SourceFile& file, const Mapping& mapping,
                            const StatementContext& context) {
    const std::string raw_filter =
        context.reading == Reading::tolerant ? " WHERE read_problem IS NULL" : "";
    const std::string condition = label_condition(file, mapping, context);
    std::vector<std::string> columns;
    for (const SourceColumn& column : mapping.columns) {
        const std::string name = sql_identifier(column.name);
        if (column.is_text) {
            columns.push_back(fmt::format("text_facts({0}, {1}) AS {0}", name,
                                          column.is_labelled ? condition : "false"));
        } else {
            columns.push_back(column.is_personal ? fmt::format("keyed_hash({0}) AS {0}", name)
                                                 : name);
        }
    }
    std::vector<std::string> parts;
    for (const std::string& column : mapping.identity_of) {
        parts.push_back(fmt::format("coalesce(CAST({} AS VARCHAR), '')", sql_identifier(column)));
    }
    if (has_identity(file, mapping) || parts.empty()) {
        const std::string id =
            mapping.identity.empty()
                ? std::string("NULL")
                : fmt::format("CAST({} AS VARCHAR)", sql_identifier(mapping.identity));
        return fmt::format("SELECT {}, {} AS row_id FROM raw{}", fmt::join(columns, ", "), id,
                           raw_filter);
    }
    // Rows without an id of their own: what they say, and the how-manieth that says just that. The
    // digest of a text would let others try what the text was, so that one is keyed.
    return fmt::format(
        "SELECT * EXCLUDE (row_digest), row_digest || '-' || row_number() OVER "
        "(PARTITION BY row_digest) AS row_id FROM "
        "(SELECT {}, {}(concat_ws('|', {})) AS row_digest FROM raw{})",
        fmt::join(columns, ", "), mapping.has_texts() ? "keyed_hash" : "md5",
        fmt::join(parts, ", "), raw_filter);
}

/// How a record column is had from `mapped`, or its default where the mapping is silent.
std::string record_value(const record::Column& column,
                         const std::map<std::string, std::string>& types, const Mapping& mapping,
                         const StatementContext& context) {
    const auto has = [&](std::string_view name) { return types.contains(std::string(name)); };
    if (column.name == "import_batch") {
        return fmt::format("{}", context.import_batch);
    }
    if (column.name == "source") {
        const std::string literal = sql_literal(mapping.source);
        return has("source") ? fmt::format("coalesce(source, {})", literal) : literal;
    }
    if (column.name == "model" && !has("model") && has("model_requested")) {
        return "coalesce(resolve_model(model_requested, CAST(created_at AS TIMESTAMP)), "
               "lower(regexp_replace(model_requested, ':[a-z]+$', '')))";
    }
    if (column.name == "usage_provenance" && !has("usage_provenance")) {
        return has("prompt_tokens") && has("completion_tokens")
                   ? "CASE WHEN prompt_tokens IS NULL AND completion_tokens IS NULL "
                     "THEN 'unknown' ELSE 'imported' END"
                   : "'imported'";
    }
    if (!has(column.name)) {
        return "NULL";
    }
    return std::string(column.name);
}

Result<std::map<std::string, std::string>> describe_mapped(const Connection& connection,
                                                           const std::string& with,
                                                           const Mapping& mapping) {
    const auto described = connection.query(fmt::format(
        "SELECT column_name, column_type FROM (DESCRIBE {} SELECT * FROM mapped)", with));
    if (!described) {
        Error error = described.error();
        error.where = mapping.name + ".sql";
        error.hint = "the mapping does not fit this file; orrery import --explain " +
                     mapping.source + " shows what it reads";
        return std::unexpected(std::move(error));
    }
    std::map<std::string, std::string> types;
    for (const auto& row : described->rows) {
        types.emplace(to_text(row[0]), to_text(row[1]));
    }
    for (const auto& [name, type] : types) {
        if (name != "reject_reason" && name != "labels" && record::find_column(name) == nullptr) {
            return fail(ErrorKind::bad_input,
                        fmt::format("the mapping yields '{}', which is no record column", name),
                        mapping.name + ".sql", "docs/record.md lists the columns");
        }
    }
    for (const char* needed : {"generation_id", "created_at"}) {
        if (!types.contains(needed)) {
            return fail(ErrorKind::bad_input, fmt::format("the mapping does not yield {}", needed),
                        mapping.name + ".sql", "every generation needs an id and a time");
        }
    }
    return types;
}

}  // namespace

std::vector<std::string> missing_columns(const SourceFile& file, const Mapping& mapping) {
    std::vector<std::string> missing;
    std::vector<std::string> alternatives;
    bool has_alternative = false;
    for (const SourceColumn& column : mapping.columns) {
        const bool is_there = has_column(file, column);
        if (column.is_required && !is_there) {
            missing.push_back(column.names.size() == 1
                                  ? column.name
                                  : fmt::format("{} (or one of its other names)", column.name));
        }
        if (column.is_alternative) {
            alternatives.push_back(column.name);
            has_alternative = has_alternative || is_there;
        }
    }
    if (!alternatives.empty() && !has_alternative) {
        missing.push_back(fmt::format("{}", fmt::join(alternatives, " and ")));
    }
    return missing;
}

Result<ImportStatement> build_statement(const Connection& connection, const SourceFile& file,
                                        const Mapping& mapping, const StatementContext& context) {
    if (auto made = create_import_macros(connection, context.secret_key); !made) {
        return std::unexpected(made.error());
    }
    const auto raw = raw_relation(connection, file, mapping, context.reading);
    if (!raw) {
        return std::unexpected(raw.error());
    }
    ImportStatement statement;
    statement.with = fmt::format("WITH raw AS ({}), source AS ({}), mapped AS ({})", *raw,
                                 source_relation(file, mapping, context),
                                 with_parameters(mapping.select, mapping, context));
    const auto types = describe_mapped(connection, statement.with, mapping);
    if (!types) {
        return std::unexpected(types.error());
    }
    const auto pruned = pruned_before(connection);
    if (!pruned) {
        return std::unexpected(pruned.error());
    }
    std::vector<std::string> values;
    for (const record::Column& column : record::columns()) {
        values.push_back(fmt::format("TRY_CAST({} AS {}) AS {}",
                                     record_value(column, *types, mapping, context),
                                     column.sql_type, column.name));
        statement.record_columns.emplace_back(column.name);
    }
    statement.has_labels = types->contains("labels");
    if (statement.has_labels) {
        values.emplace_back("CAST(labels AS VARCHAR) AS labels");
    }
    statement.with += fmt::format(", records AS (SELECT {}, {} AS reason FROM mapped)",
                                  fmt::join(values, ", "), rejection_expression(*types, *pruned));
    for (const SourceColumn& column : mapping.columns) {
        if (!column.is_personal && !column.is_nested() && !column.is_text) {
            statement.source_columns.push_back(sql_identifier(column.name));
        }
    }
    return statement;
}

}  // namespace orrery::warehouse
