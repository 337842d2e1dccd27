#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace orrery::warehouse {

enum class FileFormat { csv, json, parquet };

/// A column that a mapping reads from its source. Columns that no mapping names are never read.
struct SourceColumn {
    std::string name;  ///< By which the mapping's SELECT knows it.
    std::vector<std::string>
        names;                    ///< What files call it, `name` first; the first not NULL counts.
    std::string type;             ///< SQL type, e.g. BIGINT or STRUCT(cached_tokens BIGINT).
    bool is_required = false;     ///< A file without it does not fit the mapping.
    bool is_alternative = false;  ///< Of those so marked, a file that fits has at least one.
    bool is_personal = false;     ///< Hashed with the store's key before the mapping sees it.
    bool is_text = false;         ///< Holds a text: the mapping sees text_facts() of it.
    bool is_labelled = false;     ///< A text of which those facts hold labels.

    /// Tells whether the type is one that values of any shape and depth may hide in.
    [[nodiscard]] bool is_nested() const;
};

/// A constant that a mapping offers and `--set name=value` changes.
struct Parameter {
    std::string name;
    std::string value;  ///< SQL expression of the default.
};

/// One importer: how the columns of a source become generation records. Read from an SQL file of
/// importers/; see importers/README.md for the form.
struct Mapping {
    std::string source;  ///< What the user types: openrouter. Several mappings may share it.
    std::string name;    ///< The file's stem: openrouter_generation.
    std::string title;
    FileFormat format = FileFormat::csv;
    std::vector<std::string>
        records;        ///< JSON: keys that may hold the records; "" is the top level.
    std::string times;  ///< What the source says of its time zone.
    std::vector<SourceColumn> columns;
    std::vector<Parameter> parameters;     ///< With texts to label also `sample` and `salt`.
    std::string identity;                  ///< The column that names a row for good; may be empty.
    std::vector<std::string> identity_of;  ///< Else the columns that together do.
    std::vector<std::string> notes;
    std::string select;  ///< A query over `source`.
    std::string text;    ///< The file as written, for --explain.

    /// Tells whether it reads texts, by the directives or by text_facts() in its SELECT.
    [[nodiscard]] bool has_texts() const;
    /// Tells whether it may label them.
    [[nodiscard]] bool has_labels() const;
    /// Tells whether the SELECT names generations by row_id as it stands.
    [[nodiscard]] bool names_by_row_id() const;
};

/// Reads the mappings that the binary carries and those of extra directories, sorted by name; a
/// file of the same name replaces an earlier one. Errors name the file and the line at fault.
[[nodiscard]] Result<std::vector<Mapping>> load_mappings(
    const std::vector<std::filesystem::path>& directories);

/// Parses one mapping file.
[[nodiscard]] Result<Mapping> parse_mapping(std::string_view text, const std::string& name,
                                            FileFormat format_of_many = FileFormat::csv);

[[nodiscard]] std::string_view format_name(FileFormat format);

}  // namespace orrery::warehouse
