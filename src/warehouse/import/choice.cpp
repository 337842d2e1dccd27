#include "warehouse/import/choice.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "warehouse/import/statement.h"

namespace orrery::warehouse {
namespace {

/// Narrows the file's columns to those of the records at one place. False where there is no such
/// place in the file.
Result<bool> look_at(const Connection& connection, SourceFile& file, const std::string& place,
                     const std::vector<std::string>& top) {
    file.records = place;
    file.columns = top;
    if (place.empty()) {
        return true;
    }
    if (std::ranges::find(top, place) == top.end()) {
        return false;
    }
    auto keys = json_keys(connection, file, place);
    if (!keys) {
        return std::unexpected(keys.error());
    }
    file.columns = std::move(*keys);
    return true;
}

/// Looks for a place of the file whose records have what the mapping requires, and notes what is
/// missing otherwise. JSON without a single record fits any mapping.
Result<bool> fits(const Connection& connection, SourceFile& file, const Mapping& mapping,
                  const std::vector<std::string>& top, std::string& complaint) {
    std::vector<std::string> missing;
    for (const std::string& place : mapping.records) {
        const auto is_there = file.format == FileFormat::json
                                  ? look_at(connection, file, place, top)
                                  : Result<bool>(true);
        if (!is_there) {
            return is_there;
        }
        const bool is_bare = file.format == FileFormat::json && *is_there && file.columns.empty();
        missing = missing_columns(file, mapping);
        if (*is_there && (missing.empty() || is_bare)) {
            return true;
        }
    }
    complaint += fmt::format("{}{} lacks {}", complaint.empty() ? "" : "; ", mapping.name,
                             fmt::join(missing, ", "));
    return false;
}

}  // namespace

Status check_source(const std::vector<Mapping>& mappings, const std::string& source) {
    if (std::ranges::find(mappings, source, &Mapping::source) != mappings.end()) {
        return {};
    }
    std::set<std::string> known;
    for (const Mapping& mapping : mappings) {
        known.insert(mapping.source);
    }
    return fail(ErrorKind::usage, fmt::format("there is no importer named '{}'", source), "import",
                fmt::format("choose one of {}; orrery import --list describes them",
                            fmt::join(known, ", ")));
}

Result<const Mapping*> choose_mapping(const Connection& connection,
                                      const std::vector<Mapping>& mappings,
                                      const std::string& source, SourceFile& file) {
    const std::vector<std::string> top = file.columns;
    std::string complaint;
    for (const Mapping& mapping : mappings) {
        if (mapping.source != source || mapping.format != file.format) {
            continue;
        }
        const auto is_fit = fits(connection, file, mapping, top, complaint);
        if (!is_fit) {
            return std::unexpected(is_fit.error());
        }
        if (*is_fit) {
            return &mapping;
        }
    }
    if (complaint.empty()) {
        return fail(
            ErrorKind::bad_input,
            fmt::format("{} is not imported from {} files", source, format_name(file.format)),
            file.path.string(),
            fmt::format("orrery import --explain {} says what it reads", source));
    }
    return fail(ErrorKind::bad_input,
                fmt::format("the file does not have the columns of {}: {}", source, complaint),
                file.path.string(),
                fmt::format("its columns are {}; orrery import --list shows other sources",
                            fmt::join(top, ", ")));
}

Status check_parameters(const Mapping& mapping,
                        const std::map<std::string, std::string>& parameters) {
    for (const auto& [name, value] : parameters) {
        if (std::ranges::find(mapping.parameters, name, &Parameter::name) ==
            mapping.parameters.end()) {
            return fail(ErrorKind::usage,
                        fmt::format("{} has no parameter '{}'", mapping.name, name), "--set",
                        fmt::format("orrery import --explain {} lists them", mapping.source));
        }
    }
    return {};
}

}  // namespace orrery::warehouse
