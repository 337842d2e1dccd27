#include "labelling/google/signing_key.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace orrery::labelling::google {
namespace {

constexpr int key_bits_min = 2048;

/// A key that asks for a passphrase is none for us: nobody is there to type it.
int no_passphrase(char*, int, int, void*) {
    return -1;
}

}  // namespace

void SigningKey::Free::operator()(evp_pkey_st* key) const {
    EVP_PKEY_free(key);
}

Result<SigningKey> SigningKey::read(std::string_view pem, const std::string& where) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bytes(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
    SigningKey key(PEM_read_bio_PrivateKey(bytes.get(), nullptr, no_passphrase, nullptr));
    ERR_clear_error();
    if (key.key_ == nullptr || EVP_PKEY_base_id(key.key_.get()) != EVP_PKEY_RSA ||
        EVP_PKEY_bits(key.key_.get()) < key_bits_min) {
        return fail(ErrorKind::bad_input, "'private_key' is no RSA key of 2,048 bits or more",
                    where, "take the JSON key file as Google Cloud made it");
    }
    return key;
}

Result<std::string> SigningKey::sign(std::string_view bytes) const {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    const auto* const data = reinterpret_cast<const unsigned char*>(bytes.data());
    std::string signature(static_cast<std::size_t>(EVP_PKEY_size(key_.get())), '\0');
    std::size_t size = signature.size();
    const bool is_signed =
        context != nullptr &&
        EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       data, bytes.size()) == 1;
    ERR_clear_error();
    if (!is_signed) {
        return fail(ErrorKind::internal, "the service account's key does not sign");
    }
    signature.resize(size);
    return signature;
}

std::string base64url(std::string_view bytes) {
    std::string encoded((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
    encoded.resize(static_cast<std::size_t>(size));
    while (encoded.ends_with('=')) {
        encoded.pop_back();
    }
    for (char& c : encoded) {
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    return encoded;
}

}  // namespace orrery::labelling::google
