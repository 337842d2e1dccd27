#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace orrery::ledger {

/// Seals secrets with AES-256-GCM (NIST SP 800-38D) under a key that lies in a file of its own in
/// the ledger's directory, readable by its owner only: a copy of the database alone tells nothing.
/// What is sealed is a random nonce of 12 bytes, the cipher text and a tag of 16 bytes.
class Seal {
public:
    /// Reads the key file; nothing where there is none. Fails on one that others may read.
    [[nodiscard]] static Result<std::optional<Seal>> load(const std::filesystem::path& directory);
    /// Reads the key file, making one first where there is none.
    [[nodiscard]] static Result<Seal> load_or_create(const std::filesystem::path& directory);
    ~Seal();
    Seal(const Seal&) = default;
    Seal& operator=(const Seal&) = default;

    /// `bound_to` says whose secret it is; it opens only for the same.
    [[nodiscard]] Result<std::string> seal(std::string_view secret,
                                           std::string_view bound_to) const;
    /// Returns the secret; nothing when it was sealed under another key, for another, or changed.
    [[nodiscard]] std::optional<std::string> open(std::string_view sealed,
                                                  std::string_view bound_to) const;

private:
    Seal() = default;

    std::array<unsigned char, 32> key_{};
};

}  // namespace orrery::ledger
