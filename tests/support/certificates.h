#pragma once

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "support/temporary_directory.h"

namespace orrery::test_support {

/// A certificate authority of its own for one test, and a server's certificate that it signed.
class Certificates {
public:
    /// `names` as in "DNS:localhost,IP:127.0.0.1".
    explicit Certificates(const std::string& names) {
        const Key authority_key = make_key();
        const Key server_key = make_key();
        const Certificate root = make(authority_key, "Test authority", 1);
        add(root, root, NID_basic_constraints, "critical,CA:TRUE");
        sign(root, root, authority_key);
        const Certificate leaf = make(server_key, "Test server", 2);
        add(leaf, root, NID_subject_alt_name, names);
        sign(leaf, root, authority_key);
        write(authority(), [&](FILE* file) { PEM_write_X509(file, root.get()); });
        write(chain(), [&](FILE* file) { PEM_write_X509(file, leaf.get()); });
        write(key(), [&](FILE* file) {
            PEM_write_PrivateKey(file, server_key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
    }

    [[nodiscard]] std::filesystem::path authority() const { return directory_ / "authority.pem"; }
    [[nodiscard]] std::filesystem::path chain() const { return directory_ / "chain.pem"; }
    [[nodiscard]] std::filesystem::path key() const { return directory_ / "key.pem"; }

private:
    using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
    using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

    static Key make_key() { return {EVP_EC_gen("P-256"), &EVP_PKEY_free}; }

    static Certificate make(const Key& key, const std::string& name, long serial) {
        Certificate made(X509_new(), &X509_free);
        X509_set_version(made.get(), X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial);
        X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
        X509_gmtime_adj(X509_getm_notAfter(made.get()), 24 * 3600);
        X509_set_pubkey(made.get(), key.get());
        X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
        return made;
    }

    static void add(const Certificate& to, const Certificate& issuer, int nid,
                    const std::string& value) {
        X509V3_CTX context;
        X509V3_set_ctx(&context, issuer.get(), to.get(), nullptr, nullptr, 0);
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
        X509_add_ext(to.get(), extension, -1);
        X509_EXTENSION_free(extension);
    }

    static void sign(const Certificate& one, const Certificate& issuer, const Key& key) {
        X509_set_issuer_name(one.get(), X509_get_subject_name(issuer.get()));
        X509_sign(one.get(), key.get(), EVP_sha256());
    }

    template <typename Write>
    static void write(const std::filesystem::path& path, Write write) {
        FILE* file = std::fopen(path.c_str(), "w");
        write(file);
        std::fclose(file);
    }

    TemporaryDirectory directory_;
};

}  // namespace orrery::test_support
