#include "dashboard/access/tokens.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "base/file.h"
#include "ledger/identity.h"

namespace orrery::dashboard {
namespace {

constexpr std::size_t random_bytes = 32;
constexpr std::size_t token_bytes_min = 16;

std::string_view name_of(Role role) {
    return role == Role::admin ? "admin" : "viewer";
}

std::filesystem::path file_of(const std::filesystem::path& store, Role role) {
    return store / fmt::format("{}.token", name_of(role));
}

/// Reads a file's token, without the line feed that editors leave.
Result<std::string> read_token(const std::filesystem::path& file) {
    auto text = read_file(file);
    if (!text) {
        return text;
    }
    while (!text->empty() && static_cast<unsigned char>(text->back()) <= ' ') {
        text->pop_back();
    }
    const bool is_plain = std::ranges::all_of(*text, [](char c) { return c > ' ' && c < 0x7F; });
    if (text->size() < token_bytes_min || !is_plain) {
        return fail(ErrorKind::bad_input, "this is no token of at least 16 printable characters",
                    file.string(), "remove the file; a new token is made");
    }
    return text;
}

bool is_same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Result<std::string> token_of(const std::filesystem::path& store, Role role, bool new_one) {
    const std::filesystem::path file = file_of(store, role);
    std::error_code error;
    if (!new_one && std::filesystem::exists(file, error)) {
        return read_token(file);
    }
    std::string token = fmt::format("orr-{}-{}", name_of(role), random_hex(random_bytes));
    if (auto written = write_file(file, token + "\n", FileMode::owner_only); !written) {
        return std::unexpected(written.error());
    }
    return token;
}

Result<Tokens> Tokens::open(const std::filesystem::path& store) {
    Tokens tokens;
    std::size_t index = 0;
    for (const Role role : {Role::admin, Role::viewer}) {
        const auto token = token_of(store, role);
        if (!token) {
            return std::unexpected(token.error());
        }
        Token& own = tokens.tokens_[index++];
        own.role = role;
        own.file = file_of(store, role);
        tokens.follow(own);
    }
    return tokens;
}

Tokens::Tokens(Tokens&& other) noexcept : tokens_(std::move(other.tokens_)) {}

void Tokens::follow(Token& token) const {
    struct stat found{};
    if (::stat(token.file.c_str(), &found) != 0) {
        token.hash.clear();
        token.inode = 0;
        return;
    }
    constexpr std::int64_t second_ns = 1'000'000'000;
    const std::int64_t changed_ns = found.st_mtim.tv_sec * second_ns + found.st_mtim.tv_nsec;
    if (token.inode == found.st_ino && token.changed_ns == changed_ns) {
        return;
    }
    const auto text = read_token(token.file);
    token.hash = text ? ledger::sha256_hex(*text) : std::string();
    token.inode = found.st_ino;
    token.changed_ns = changed_ns;
}

std::optional<Role> Tokens::role_of(std::string_view hash) const {
    const std::scoped_lock lock(mutex_);
    std::optional<Role> role;
    for (Token& token : tokens_) {
        follow(token);
        if (!token.hash.empty() && is_same(token.hash, hash)) {
            role = token.role;
        }
    }
    return role;
}

}  // namespace orrery::dashboard
