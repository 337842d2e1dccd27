#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct evp_pkey_st;

namespace orrery::labelling::google {

/// A service account's RSA key, which signs that we are it.
class SigningKey {
public:
    /// Reads a PEM private key (PKCS#8 or PKCS#1). Fails with `bad_input` on anything else than
    /// RSA of 2,048 bits or more; `where` names the file. Nothing of the key is in an error.
    [[nodiscard]] static Result<SigningKey> read(std::string_view pem, const std::string& where);

    /// Signs with RS256: RSASSA-PKCS1-v1_5 over SHA-256 (RFC 7518, 3.3).
    [[nodiscard]] Result<std::string> sign(std::string_view bytes) const;

private:
    struct Free {
        void operator()(evp_pkey_st* key) const;
    };
    explicit SigningKey(evp_pkey_st* key) : key_(key) {}

    std::unique_ptr<evp_pkey_st, Free> key_;
};

/// Encodes bytes as base64url without padding (RFC 4648, 5).
[[nodiscard]] std::string base64url(std::string_view bytes);

}  // namespace orrery::labelling::google
