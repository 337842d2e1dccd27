#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace orrery::ledger {

/// A key of an account's own for a provider (BYOK), as it may be shown: the secret is sealed.
struct ProviderKey {
    std::int64_t id = 0;
    std::int64_t account = 0;
    std::string provider;  ///< Slug of the configuration.
    std::string name;      ///< May be empty.
    std::string label;     ///< First and last characters of the secret, for display.
    bool is_disabled = false;
    bool is_readable = true;  ///< False when it was sealed under another key file: it is not used.
    std::int64_t created_at_us = 0;
    std::int64_t updated_at_us = 0;
};

struct NewProviderKey {
    std::int64_t account = 0;
    std::string provider;
    std::string name;
    std::string secret;
    bool is_disabled = false;
};

/// What is absent stays as it is.
struct ProviderKeyChange {
    std::optional<std::string> name;
    std::optional<std::string> secret;
    std::optional<bool> is_disabled;
};

/// A provider key that requests may be sent with. Lives in memory only.
struct OpenedProviderKey {
    std::int64_t account = 0;
    std::string provider;
    std::string secret;
};

}  // namespace orrery::ledger
