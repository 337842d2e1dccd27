#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace orrery {

/// Returns the first bytes of a file, decompressed if it is gzip; fewer where the file is shorter.
[[nodiscard]] Result<std::string> read_head(const std::filesystem::path& file,
                                            std::size_t bytes_max);

/// Tells whether a file begins with the gzip magic number (RFC 1952).
[[nodiscard]] bool is_gzip(const std::filesystem::path& file);

/// Reads a gzip file to its end and fails where it is cut or its checksum does not match.
[[nodiscard]] Status verify_gzip(const std::filesystem::path& file);

}  // namespace orrery
