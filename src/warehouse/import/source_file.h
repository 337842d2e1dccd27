#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "warehouse/duckdb/connection.h"
#include "warehouse/import/mapping.h"

namespace orrery::warehouse {

/// The longest JSON object that is read. DuckDB keeps a buffer of twice this for each thread.
inline constexpr std::int64_t object_bytes_max = std::int64_t{32} << 20;

/// How a file's rows are read. Strict is fast and stops at the first value that cannot be taken;
/// tolerant reads value by value and sets such rows aside.
enum class Reading { strict, tolerant };

/// How JSON objects follow each other: one a line, as an array, or printed over several lines.
enum class JsonLayout { lines, array, spread };

/// A file to import, looked into just far enough to know its format and its columns.
struct SourceFile {
    std::filesystem::path path;
    FileFormat format = FileFormat::csv;
    char delimiter = ',';              ///< CSV only.
    std::vector<std::string> columns;  ///< In file order; for JSON the keys of the first objects.
    std::string records;               ///< JSON: the key that holds the records; empty for none.
    std::vector<std::string> text_columns;    ///< Parquet: columns whose values are texts.
    std::vector<std::string> nested_columns;  ///< Parquet: lists, structs and maps.
    JsonLayout layout = JsonLayout::lines;
    bool is_gzip = false;

    /// Returns an SQL call that reads a JSON file object by object into a column `json`. A tolerant
    /// one yields NULL for a line that is no JSON.
    [[nodiscard]] std::string json_objects(Reading reading) const;
};

/// Looks into a file. Checks that a gzip file is whole, for DuckDB reads a cut one as if it ended
/// there. Fails on a missing, empty or damaged file.
[[nodiscard]] Result<SourceFile> inspect_file(const Connection& connection,
                                              const std::filesystem::path& path,
                                              std::optional<FileFormat> format);

/// Splits the first line of a CSV text into column names; `delimiter` is found by counting.
[[nodiscard]] std::vector<std::string> csv_header(std::string_view text, char& delimiter);

/// Lists the keys of the first objects of a JSON file; with `records` those inside that key.
[[nodiscard]] Result<std::vector<std::string>> json_keys(const Connection& connection,
                                                         const SourceFile& file,
                                                         const std::string& records);

}  // namespace orrery::warehouse
