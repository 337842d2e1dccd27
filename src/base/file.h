#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace orrery {

/// Who may read a file that we write.
enum class FileMode { shared, owner_only };

/// Reads a whole file.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file);

/// Writes a whole file under a temporary name and renames it, so that a reader sees all or nothing.
/// Creates missing parent directories.
[[nodiscard]] Status write_file(const std::filesystem::path& file, std::string_view contents,
                                FileMode mode = FileMode::shared);

/// Creates a directory with its parents.
[[nodiscard]] Status make_directory(const std::filesystem::path& directory);

/// Returns `bytes` bytes of the operating system's randomness as hexadecimal digits.
[[nodiscard]] std::string random_hex(std::size_t bytes);

}  // namespace orrery
