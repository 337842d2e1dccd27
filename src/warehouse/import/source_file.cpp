#include "warehouse/import/source_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/format/directives.h"
#include "base/format/json.h"
#include "base/gzip.h"

namespace orrery::warehouse {
namespace {

constexpr std::size_t head_bytes_max = std::size_t{64} << 10;
constexpr int sampled_objects = 200;

FileFormat guess_format(const std::filesystem::path& path, const std::string& head) {
    auto name = path.filename();
    if (name.extension() == ".gz") {
        name = name.stem();
    }
    const std::string extension = name.extension().string();
    if (extension == ".parquet" || head.starts_with("PAR1")) {
        return FileFormat::parquet;
    }
    const auto first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    const bool looks_json =
        first != std::string::npos && (head[first] == '{' || head[first] == '[');
    return looks_json ? FileFormat::json : FileFormat::csv;
}

/// Takes objects for one a line where the first line or the second is JSON by itself, or where one
/// line is all that there is to see.
JsonLayout json_layout(std::string_view head) {
    const std::string text = trimmed(head.starts_with("\xEF\xBB\xBF") ? head.substr(3) : head);
    if (text.starts_with('[')) {
        return JsonLayout::array;
    }
    const auto lines = split(text, '\n');
    const bool is_lines =
        lines.size() < 2 || nlohmann::json::accept(lines[0]) || nlohmann::json::accept(lines[1]);
    return is_lines ? JsonLayout::lines : JsonLayout::spread;
}

Result<std::vector<std::string>> parquet_columns(const Connection& connection, SourceFile& file) {
    const auto described = connection.query(fmt::format(
        "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet({}))",
        sql_literal(file.path.string())));
    if (!described) {
        return std::unexpected(described.error());
    }
    std::vector<std::string> names;
    for (const auto& row : described->rows) {
        names.push_back(to_text(row.front()));
        const std::string type = to_text(row.back());
        if (type == "VARCHAR" || type == "BLOB") {
            file.text_columns.push_back(names.back());
        } else if (type.find_first_of("([") != std::string::npos && !type.starts_with("DECIMAL")) {
            file.nested_columns.push_back(names.back());
        }
    }
    return names;
}

}  // namespace

std::vector<std::string> csv_header(std::string_view text, char& delimiter) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    text = text.substr(0, text.find_first_of("\r\n"));
    delimiter = std::ranges::max(std::string_view(",\t;|"), {}, [&](char candidate) {
        return std::ranges::count(text, candidate);
    });
    std::vector<std::string> names(1);
    bool is_quoted = false;
    for (const char c : text) {
        if (c == '"') {
            is_quoted = !is_quoted;
        } else if (c == delimiter && !is_quoted) {
            names.emplace_back();
        } else {
            names.back() += c;
        }
    }
    for (std::string& name : names) {
        name = trimmed(name);
    }
    return names;
}

std::string SourceFile::json_objects(Reading reading) const {
    std::string_view order = "auto";
    if (reading == Reading::tolerant) {
        order = layout == JsonLayout::array    ? "array"
                : layout == JsonLayout::spread ? "unstructured"
                                               : "newline_delimited";
    }
    return fmt::format(
        "read_json_objects({}, format = '{}', ignore_errors = {}, "
        "maximum_object_size = {}, compression = '{}')",
        sql_literal(path.string()), order, order == "newline_delimited", object_bytes_max,
        is_gzip ? "gzip" : "uncompressed");
}

Result<std::vector<std::string>> json_keys(const Connection& connection, const SourceFile& file,
                                           const std::string& records) {
    std::string inner = "json";
    if (!records.empty()) {
        inner = fmt::format(
            "CASE json_type(json -> {0}) WHEN 'ARRAY' THEN json -> {0} -> 0 "
            "ELSE json -> {0} END",
            sql_literal("$." + records));
    }
    const auto query = [&](Reading reading) {
        return connection.query(
            fmt::format("SELECT DISTINCT unnest(json_keys({})) AS name FROM "
                        "(SELECT json FROM {} LIMIT {}) ORDER BY name",
                        inner, file.json_objects(reading), sampled_objects));
    };
    auto keys = query(Reading::strict);
    if (!keys) {
        keys = query(Reading::tolerant);
    }
    if (!keys) {
        return std::unexpected(keys.error());
    }
    std::vector<std::string> names;
    for (const auto& row : keys->rows) {
        names.push_back(to_text(row.front()));
    }
    return names;
}

Result<SourceFile> inspect_file(const Connection& connection, const std::filesystem::path& path,
                                std::optional<FileFormat> format) {
    const auto head = read_head(path, head_bytes_max);
    if (!head) {
        return std::unexpected(head.error());
    }
    if (path.extension() == ".zst") {
        return fail(ErrorKind::bad_input, "zstd files are not read", path.string(),
                    "decompress it first, or compress it with gzip");
    }
    SourceFile file{path,         format.value_or(guess_format(path, *head)),
                    ',',          {},
                    {},           {},
                    {},           json_layout(*head),
                    is_gzip(path)};
    if (file.is_gzip) {
        if (auto whole = verify_gzip(path); !whole) {
            return std::unexpected(whole.error());
        }
    }
    if (head->empty()) {
        return fail(ErrorKind::bad_input, "the file is empty", path.string());
    }
    Result<std::vector<std::string>> columns = std::vector<std::string>();
    switch (file.format) {
        case FileFormat::csv:
            columns = csv_header(*head, file.delimiter);
            break;
        case FileFormat::json:
            columns = json_keys(connection, file, "");
            break;
        case FileFormat::parquet:
            columns = parquet_columns(connection, file);
            break;
    }
    if (!columns) {
        Error error = columns.error();
        error.where = path.string();
        return std::unexpected(std::move(error));
    }
    file.columns = std::move(*columns);
    return file;
}

}  // namespace orrery::warehouse
