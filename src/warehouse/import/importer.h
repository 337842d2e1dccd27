#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "warehouse/import/mapping.h"
#include "warehouse/store.h"

namespace orrery::warehouse {

enum class Commitment { write, dry_run };

struct ImportOptions {
    std::string source;
    std::optional<FileFormat> format;  ///< Nothing: by the file's name and first bytes.
    std::map<std::string, std::string> parameters;  ///< --set name=value.
    Commitment commitment = Commitment::write;
    bool labels = true;  ///< Texts that the mapping names are classified while they are read.
    std::vector<std::filesystem::path> catalogs;  ///< With a taxonomy or tags of one's own.
};

/// What one file brought. read = fresh + duplicate + quarantined.
struct ImportReport {
    std::filesystem::path file;
    std::string mapping;
    std::int64_t read = 0;
    std::int64_t fresh = 0;
    std::int64_t duplicate = 0;
    std::int64_t quarantined = 0;
    std::int64_t labelled = 0;                    ///< Of the fresh ones, those that got labels.
    std::map<std::string, std::int64_t> reasons;  ///< Of the quarantined rows.
};

/// Imports one file in one transaction: all of it is in the store afterwards, or none. Rows whose
/// generation_id is already there are counted as duplicates and left alone; rows that cannot be
/// taken go to the table `quarantine` with the reason. Labels come with their generation: one that
/// is already there gets none. No text is written anywhere, and errors quote nothing of a file
/// that has texts; from such a file on the store no longer spills to disk, and what does not fit
/// into its memory fails. The marts are not folded: the caller does.
[[nodiscard]] Result<ImportReport> import_file(Store& store, const std::vector<Mapping>& mappings,
                                               const std::filesystem::path& path,
                                               const ImportOptions& options);

}  // namespace orrery::warehouse
