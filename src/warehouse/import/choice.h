#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "warehouse/duckdb/connection.h"
#include "warehouse/import/mapping.h"
#include "warehouse/import/source_file.h"

namespace orrery::warehouse {

/// Fails on a source that no mapping has.
[[nodiscard]] Status check_source(const std::vector<Mapping>& mappings, const std::string& source);

/// Chooses the mapping of the source that the file's format and columns fit, and narrows the file's
/// columns to those of its records. Fails where none fits.
/// REQUIRES: the mappings outlive what is returned.
[[nodiscard]] Result<const Mapping*> choose_mapping(const Connection& connection,
                                                    const std::vector<Mapping>& mappings,
                                                    const std::string& source, SourceFile& file);

/// Fails on a parameter, given by --set, that the mapping does not know.
[[nodiscard]] Status check_parameters(const Mapping& mapping,
                                      const std::map<std::string, std::string>& parameters);

}  // namespace orrery::warehouse
