#include "warehouse/import/mapping.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/embedded.h"
#include "base/file.h"
#include "base/format/directives.h"
#include "classifier/sampling.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::warehouse {
namespace {

constexpr std::string_view top_level = ".";
constexpr std::string_view form_hint = "see importers/README.md for the form of a mapping";

std::optional<FileFormat> format_named(std::string_view name) {
    for (const FileFormat format : {FileFormat::csv, FileFormat::json, FileFormat::parquet}) {
        if (name == format_name(format)) {
            return format;
        }
    }
    return std::nullopt;
}

/// Takes the first word off a line; in double quotes it may hold spaces.
std::string take_name(std::string& line) {
    const bool is_quoted = line.starts_with('"');
    const auto end = is_quoted ? line.find('"', 1) : line.find(' ');
    const std::string name = line.substr(is_quoted ? 1 : 0, end - (is_quoted ? 1 : 0));
    line.erase(0, end == std::string::npos ? end : end + 1);
    return name;
}

/// Parses `name[|other name…] TYPE [required|alternative|optional] [personal]`; the type may hold
/// spaces.
Result<SourceColumn> parse_column(std::string line, const std::string& where) {
    const std::string whole = line;
    SourceColumn column;
    column.names = split(take_name(line), '|');
    auto words = split(line, ' ');
    std::erase(words, std::string());
    while (!words.empty()) {
        const std::string& last = words.back();
        if (last == "required") {
            column.is_required = true;
        } else if (last == "alternative") {
            column.is_alternative = true;
        } else if (last == "personal") {
            column.is_personal = true;
        } else if (last != "optional") {
            break;
        }
        words.pop_back();
    }
    if (words.empty() || column.names.empty()) {
        return fail(ErrorKind::bad_input,
                    fmt::format("a column needs a name and a type: '{}'", whole), where,
                    std::string(form_hint));
    }
    column.name = column.names.front();
    column.type = fmt::format("{}", fmt::join(words, " "));
    return column;
}

/// Parses `identity: column`, `identity: row of a, b` or `identity: column or row of a, b`.
void parse_identity(const std::string& text, Mapping& mapping) {
    constexpr std::string_view row = "row of ";
    const auto position = text.find(row);
    mapping.identity = trimmed(text.substr(0, position));
    if (mapping.identity.ends_with(" or")) {
        mapping.identity = trimmed(mapping.identity.substr(0, mapping.identity.size() - 3));
    }
    if (position != std::string::npos) {
        mapping.identity_of = split(std::string_view(text).substr(position + row.size()), ',');
    }
}

/// Lists the lines of `columns`; one that begins with `|` continues the names of the one above.
std::vector<std::string> column_lines(const Directives& head) {
    std::vector<std::string> lines;
    for (const std::string& line : head.lines("columns")) {
        if (line.starts_with('|') && !lines.empty()) {
            lines.back() += line;
        } else {
            lines.push_back(line);
        }
    }
    return lines;
}

Status parse_columns(const Directives& head, const std::string& where, Mapping& mapping) {
    const std::string prefix = head.one("prefix");
    for (const std::string& line : column_lines(head)) {
        auto column = parse_column(line, where);
        if (!column) {
            return std::unexpected(column.error());
        }
        const auto names = column->names;
        for (const std::string& name : names) {
            if (!prefix.empty()) {
                column->names.push_back(prefix + name);
            }
        }
        mapping.columns.push_back(std::move(*column));
    }
    for (const std::string& line : head.lines("parameters")) {
        const auto equals = line.find('=');
        if (equals == std::string::npos) {
            return fail(ErrorKind::bad_input,
                        fmt::format("a parameter is name = value: '{}'", line), where,
                        std::string(form_hint));
        }
        mapping.parameters.push_back(
            {trimmed(line.substr(0, equals)), trimmed(line.substr(equals + 1))});
    }
    return {};
}

/// Marks the columns that `text` and `measured` name, and adds the parameters of the sample.
Status parse_texts(const Directives& head, const std::string& where, Mapping& mapping) {
    for (const char* directive : {"text", "measured"}) {
        for (const std::string& name : head.list(directive)) {
            const auto column = std::ranges::find(mapping.columns, name, &SourceColumn::name);
            if (column == mapping.columns.end() || column->type != "VARCHAR" ||
                column->is_personal) {
                return fail(ErrorKind::bad_input,
                            fmt::format("{} names '{}', which is no column of type VARCHAR",
                                        directive, name),
                            where, "declare it under columns: NAME VARCHAR, not personal");
            }
            column->is_text = true;
            column->is_labelled = column->is_labelled || std::string_view(directive) == "text";
        }
    }
    if (mapping.has_labels()) {
        mapping.parameters.push_back({"sample", "1"});
        mapping.parameters.push_back({"salt", sql_literal(classifier::default_salt)});
    }
    return {};
}

/// A mapping file may name several formats; it becomes one mapping for each.
Status add_mappings(std::string_view text, const std::string& name, const std::string& where,
                    std::map<std::string, std::vector<Mapping>>& by_name) {
    const auto head = parse_directives(text, where);
    if (!head) {
        return std::unexpected(head.error());
    }
    std::vector<Mapping> mappings;
    for (const std::string& format_name : head->list("format")) {
        const auto format = format_named(format_name);
        if (!format) {
            return fail(ErrorKind::bad_input, fmt::format("unknown format '{}'", format_name),
                        where, "a format is csv, json or parquet");
        }
        auto mapping = parse_mapping(text, name, *format);
        if (!mapping) {
            return std::unexpected(mapping.error());
        }
        mappings.push_back(std::move(*mapping));
    }
    by_name[name] = std::move(mappings);
    return {};
}

}  // namespace

Result<Mapping> parse_mapping(std::string_view text, const std::string& name, FileFormat format) {
    const std::string where = name + ".sql";
    const auto head = parse_directives(text, where);
    if (!head) {
        return std::unexpected(head.error());
    }
    Mapping mapping;
    mapping.source = head->one("source");
    mapping.name = name;
    mapping.title = head->one("title");
    mapping.format = format;
    mapping.times = head->one("times");
    mapping.notes = head->lines("notes");
    mapping.records = head->list("records");
    std::ranges::replace(mapping.records, std::string(top_level), std::string());
    if (mapping.records.empty()) {
        mapping.records = {""};
    }
    mapping.select = head->body;
    mapping.text = std::string(text);
    parse_identity(head->one("identity"), mapping);
    auto parsed = parse_columns(*head, where, mapping);
    if (parsed) {
        parsed = parse_texts(*head, where, mapping);
    }
    if (!parsed) {
        return std::unexpected(parsed.error());
    }
    if (mapping.source.empty() || mapping.title.empty() || mapping.columns.empty()) {
        return fail(ErrorKind::bad_input, "the head must give source, title, format and columns",
                    where, std::string(form_hint));
    }
    return mapping;
}

bool SourceColumn::is_nested() const {
    return type == "JSON" || type.find_first_of("([") != std::string::npos;
}

bool Mapping::has_texts() const {
    return has_labels() ||
           std::ranges::find(columns, true, &SourceColumn::is_text) != columns.end();
}

bool Mapping::has_labels() const {
    return select.find("{labelled}") != std::string::npos ||
           std::ranges::find(columns, true, &SourceColumn::is_labelled) != columns.end();
}

bool Mapping::names_by_row_id() const {
    return select.find("row_id AS generation_id") != std::string::npos;
}

Result<std::vector<Mapping>> load_mappings(const std::vector<std::filesystem::path>& directories) {
    std::map<std::string, std::vector<Mapping>> by_name;
    for (const EmbeddedFile& file : embedded::importers()) {
        const std::string name = std::filesystem::path(file.path).stem().string();
        if (auto added = add_mappings(file.contents, name, std::string(file.path), by_name);
            !added) {
            return std::unexpected(added.error());
        }
    }
    for (const auto& directory : directories) {
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
            if (entry.path().extension() != ".sql") {
                continue;
            }
            const auto text = read_file(entry.path());
            if (!text) {
                return std::unexpected(text.error());
            }
            const auto added =
                add_mappings(*text, entry.path().stem().string(), entry.path().string(), by_name);
            if (!added) {
                return std::unexpected(added.error());
            }
        }
        if (error) {
            return fail(ErrorKind::not_found, "cannot read the directory of importers",
                        directory.string(), "--importers takes a directory of .sql files");
        }
    }
    std::vector<Mapping> mappings;
    for (auto& [name, of_name] : by_name) {
        std::ranges::move(of_name, std::back_inserter(mappings));
    }
    return mappings;
}

std::string_view format_name(FileFormat format) {
    switch (format) {
        case FileFormat::csv:
            return "csv";
        case FileFormat::json:
            return "json";
        case FileFormat::parquet:
            return "parquet";
    }
    return {};
}

}  // namespace orrery::warehouse
