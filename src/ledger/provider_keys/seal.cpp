#include "ledger/provider_keys/seal.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <charconv>
#include <memory>

#include "base/file.h"

namespace orrery::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_name = "provider_keys.key";
constexpr std::size_t key_bytes = 32;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;
constexpr std::size_t secret_bytes_max = 64 * 1024;

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

int size_of(std::string_view text) {
    return static_cast<int>(text.size());
}

bool read_hex(std::string_view text, std::array<unsigned char, key_bytes>& key) {
    if (text.size() != 2 * key_bytes) {
        return false;
    }
    for (std::size_t i = 0; i < key_bytes; ++i) {
        const char* digits = text.data() + 2 * i;
        const auto [stopped, error] = std::from_chars(digits, digits + 2, key[i], 16);
        if (error != std::errc{} || stopped != digits + 2) {
            return false;
        }
    }
    return true;
}

}  // namespace

Seal::~Seal() {
    OPENSSL_cleanse(key_.data(), key_.size());
}

Result<std::optional<Seal>> Seal::load(const fs::path& directory) {
    const fs::path file = directory / file_name;
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (status.type() == fs::file_type::not_found) {
        return std::nullopt;
    }
    constexpr fs::perms others = fs::perms::group_all | fs::perms::others_all;
    if ((status.permissions() & others) != fs::perms::none) {
        return fail(ErrorKind::unavailable, "others may read the key that seals provider keys",
                    file.string(), "chmod 600 it");
    }
    const auto text = read_file(file);
    if (!text) {
        return std::unexpected(text.error());
    }
    Seal seal;
    if (!read_hex(*text, seal.key_)) {
        return fail(ErrorKind::unavailable, "this is no key of 64 hexadecimal digits",
                    file.string(), "restore it from a backup");
    }
    return seal;
}

Result<Seal> Seal::load_or_create(const fs::path& directory) {
    auto loaded = load(directory);
    if (!loaded) {
        return std::unexpected(loaded.error());
    }
    if (*loaded) {
        return **loaded;
    }
    // A link cannot replace what another process has made meanwhile.
    const fs::path draft = directory / fmt::format("{}.{}", file_name, random_hex(8));
    if (auto written = write_file(draft, random_hex(key_bytes), FileMode::owner_only); !written) {
        return std::unexpected(written.error());
    }
    std::error_code linked;
    fs::create_hard_link(draft, directory / file_name, linked);
    std::error_code ignored;
    fs::remove(draft, ignored);
    auto made = load(directory);
    if (!made) {
        return std::unexpected(made.error());
    }
    if (!*made) {
        return fail(ErrorKind::unavailable, "cannot make a key file: " + linked.message(),
                    (directory / file_name).string());
    }
    return **made;
}

Result<std::string> Seal::seal(std::string_view secret, std::string_view bound_to) const {
    if (secret.size() > secret_bytes_max) {
        return fail(ErrorKind::bad_input, "the secret is too long");
    }
    std::string sealed(nonce_bytes + secret.size() + tag_bytes, '\0');
    unsigned char* nonce = bytes_of(sealed);
    unsigned char* cipher = nonce + nonce_bytes;
    const Context context(EVP_CIPHER_CTX_new());
    int written = 0;
    int last = 0;
    const bool is_sealed =
        context != nullptr && RAND_bytes(nonce, nonce_bytes) == 1 &&
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key_.data(), nonce) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &written, bytes_of(bound_to),
                          size_of(bound_to)) == 1 &&
        EVP_EncryptUpdate(context.get(), cipher, &written, bytes_of(secret), size_of(secret)) ==
            1 &&
        EVP_EncryptFinal_ex(context.get(), cipher + written, &last) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes,
                            cipher + secret.size()) == 1;
    if (!is_sealed) {
        return fail(ErrorKind::internal, "OpenSSL cannot seal a secret");
    }
    return sealed;
}

std::optional<std::string> Seal::open(std::string_view sealed, std::string_view bound_to) const {
    if (sealed.size() < nonce_bytes + tag_bytes) {
        return std::nullopt;
    }
    const std::string_view nonce = sealed.substr(0, nonce_bytes);
    std::string tag(sealed.substr(sealed.size() - tag_bytes));
    const std::string_view cipher =
        sealed.substr(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
    std::string secret(cipher.size(), '\0');
    const Context context(EVP_CIPHER_CTX_new());
    int written = 0;
    int last = 0;
    const bool is_open =
        context != nullptr &&
        EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key_.data(),
                           bytes_of(nonce)) == 1 &&
        EVP_DecryptUpdate(context.get(), nullptr, &written, bytes_of(bound_to),
                          size_of(bound_to)) == 1 &&
        EVP_DecryptUpdate(context.get(), bytes_of(secret), &written, bytes_of(cipher),
                          size_of(cipher)) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context.get(), bytes_of(secret) + written, &last) == 1;
    return is_open ? std::optional(std::move(secret)) : std::nullopt;
}

}  // namespace orrery::ledger
