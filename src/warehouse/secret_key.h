#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "warehouse/duckdb/connection.h"

namespace orrery::warehouse {

inline constexpr std::string_view secret_key_name = "secret.key";

/// Makes the secret key of a new store. A store keeps the key it has, and one that holds
/// generations is not given another: its accounts would get new hashes.
[[nodiscard]] Status ensure_secret_key(const std::filesystem::path& directory,
                                       const Connection& connection);

/// Returns the key that personal values are hashed with: 64 hexadecimal digits, made at random
/// for each store and kept in `secret.key`, readable by its owner only.
[[nodiscard]] Result<std::string> read_secret_key(const std::filesystem::path& directory);

}  // namespace orrery::warehouse
