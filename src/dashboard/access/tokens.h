#pragma once

#include <array>
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "dashboard/context.h"

namespace orrery::dashboard {

/// The operator's tokens of a store: files `admin.token` and `viewer.token` that only their owner
/// reads. Whoever may read the store's files may do all that the tokens allow.
class Tokens {
public:
    /// Makes the files that are missing. Fails with `unavailable` where they cannot be written, and
    /// with `bad_input` on one that holds no token.
    [[nodiscard]] static Result<Tokens> open(const std::filesystem::path& store);

    /// Returns the role of a token by its SHA-256 in hexadecimal. A file that was changed is read
    /// again, so that a new token holds, and the old one no more, at once. Thread-safe.
    [[nodiscard]] std::optional<Role> role_of(std::string_view hash) const;

    Tokens(Tokens&& other) noexcept;
    Tokens& operator=(Tokens&&) = delete;
    ~Tokens() = default;

private:
    struct Token {
        Role role = Role::viewer;
        std::filesystem::path file;
        std::string hash;
        std::int64_t changed_ns = 0;
        std::uint64_t inode = 0;
    };

    Tokens() = default;
    void follow(Token& token) const;

    mutable std::mutex mutex_;
    mutable std::array<Token, 2> tokens_;
};

/// Reads the store's token for a role, and makes it where it is missing or a `new_one` is wanted.
/// REQUIRES: role is admin or viewer.
[[nodiscard]] Result<std::string> token_of(const std::filesystem::path& store, Role role,
                                           bool new_one = false);

}  // namespace orrery::dashboard
