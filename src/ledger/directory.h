#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/balance.h"
#include "ledger/provider_key.h"

namespace orrery::ledger {

enum class KeyKind { inference, management };

/// Who pays.
struct Account {
    std::int64_t id = 0;
    std::string name;     ///< Unique, never changed.
    std::string country;  ///< ISO 3166 alpha-2, or empty: unknown.
    std::int64_t granted_nano_usd = 0;
    bool is_unlimited = false;
    bool is_disabled = false;
    bool allows_sampling = true;
    std::string record_id;  ///< The record's account_id: a keyed hash; empty without a hash key.
    Balance* balance = nullptr;
};

/// What a client shows. The secret itself is not kept.
struct Key {
    std::int64_t id = 0;
    std::int64_t account = 0;
    std::string name;
    std::string label;  ///< First and last characters of the secret, for display.
    std::string hash;   ///< SHA-256 of the secret, hexadecimal.
    KeyKind kind = KeyKind::inference;
    bool is_disabled = false;
    std::optional<std::int64_t> limit_nano_usd;
    std::string limit_reset;  ///< "", daily, weekly, monthly.
    std::optional<std::int64_t> expires_at_us;
    std::int64_t created_at_us = 0;
    std::int64_t updated_at_us = 0;
    std::string record_id;           ///< The record's api_key_id: a keyed hash, or empty.
    const Account* owner = nullptr;  ///< Of the same directory.
    Balance* balance = nullptr;
    Balance* account_balance = nullptr;
};

/// All accounts and keys at one moment. Never changes, so that any thread may look things up; who
/// holds a Key or an Account of it holds the directory too.
class Directory {
public:
    Directory() = default;
    /// REQUIRES: every key's account is among `accounts`.
    Directory(std::vector<Account> accounts, std::vector<Key> keys,
              std::vector<OpenedProviderKey> provider_keys = {});
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    /// Returns the key of a secret, or null.
    [[nodiscard]] const Key* find(std::string_view secret) const;
    /// Returns the key of a hash, or null.
    [[nodiscard]] const Key* key_of_hash(std::string_view hash) const;
    [[nodiscard]] const Key* key(std::int64_t id) const;
    [[nodiscard]] const Account* account(std::int64_t id) const;
    [[nodiscard]] const Account* account(std::string_view name) const;
    /// Returns the secret of the account's own key for a provider, the oldest of several; empty
    /// where it has none. Never logged; valid as long as the directory.
    [[nodiscard]] std::string_view own_key(std::int64_t account, std::string_view provider) const;
    [[nodiscard]] std::span<const Account> accounts() const { return accounts_; }
    [[nodiscard]] std::span<const Key> keys() const { return keys_; }

private:
    std::vector<Account> accounts_;  // By id.
    std::vector<Key> keys_;          // By id.
    std::unordered_map<std::string_view, const Key*> by_hash_;
    std::map<std::string_view, const Account*> by_name_;
    /// Secrets by account and provider.
    std::unordered_map<std::int64_t, std::map<std::string, std::string, std::less<>>> own_keys_;
};

}  // namespace orrery::ledger
