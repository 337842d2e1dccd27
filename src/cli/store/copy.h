#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace orrery::cli {

/// One file of a backup, as its manifest names it.
struct CopiedFile {
    std::string name;  ///< Relative to the backup and to the store: "ledger/ledger.sqlite".
    std::uint64_t bytes = 0;
    std::string sha256;  ///< Hexadecimal.

    bool operator==(const CopiedFile&) const = default;
};

/// The files that a store consists of. A backup has those that there are.
[[nodiscard]] const std::vector<std::string>& store_files();

/// Copies a file with its permissions and brings it to the disk. Returns what was read.
[[nodiscard]] Result<CopiedFile> copy_file(const std::filesystem::path& from,
                                           const std::filesystem::path& to,
                                           const std::string& name);

/// Reads a file for its sum.
[[nodiscard]] Result<CopiedFile> sum_of(const std::filesystem::path& file, const std::string& name);

/// Writes `manifest.json` into a backup.
[[nodiscard]] Status write_manifest(const std::filesystem::path& directory,
                                    const std::vector<CopiedFile>& files);

/// Reads the manifest of a backup. Fails on one of a newer version, and on names that are not of a
/// store.
[[nodiscard]] Result<std::vector<CopiedFile>> read_manifest(const std::filesystem::path& directory);

}  // namespace orrery::cli
