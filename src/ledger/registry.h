#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/directory.h"
#include "ledger/provider_key.h"

namespace orrery::ledger {

/// Returns microseconds since 1970-01-01 UTC.
using Clock = std::function<std::int64_t()>;
[[nodiscard]] std::int64_t system_clock_us();

struct NewAccount {
    std::string name = {};
    std::string country = {};
    std::int64_t granted_nano_usd = 0;
    bool is_unlimited = false;
    bool allows_sampling = true;
};

/// What is absent stays as it is.
struct AccountChange {
    std::optional<std::string> country = {};
    std::optional<bool> is_unlimited = {};
    std::optional<bool> is_disabled = {};
    std::optional<bool> allows_sampling = {};
};

struct NewKey {
    std::int64_t account = 0;
    std::string name = {};
    KeyKind kind = KeyKind::inference;
    std::optional<std::int64_t> limit_nano_usd = {};
    std::string limit_reset = {};
    std::optional<std::int64_t> expires_at_us = {};
};

/// What is absent stays as it is; an optional within an optional can be taken away.
struct KeyChange {
    std::optional<std::string> name = {};
    std::optional<bool> is_disabled = {};
    std::optional<std::optional<std::int64_t>> limit_nano_usd = {};
    std::optional<std::string> limit_reset = {};
    std::optional<std::optional<std::int64_t>> expires_at_us = {};
};

/// A key that was just made, with the secret that nobody will see again.
struct CreatedKey {
    std::int64_t id = 0;
    std::string hash;
    std::string label;
    std::string secret;
};

class Database;

/// The accounts and keys on disk. Several processes may hold one: it changes what was granted,
/// limits, flags and rows of its own, and never what was used. Thread-safe.
class Registry {
public:
    /// Opens the ledger's file in `directory`, creating both where they are missing.
    [[nodiscard]] static Result<std::unique_ptr<Registry>> open(
        const std::filesystem::path& directory, Clock clock = system_clock_us);
    ~Registry();

    /// Returns the new account's id. Fails on a name that is taken or empty.
    [[nodiscard]] Result<std::int64_t> create_account(const NewAccount& account);
    [[nodiscard]] Status update_account(std::int64_t id, const AccountChange& change);
    /// Adds to (or, negative, takes from) what was granted.
    [[nodiscard]] Status grant(std::int64_t account, std::int64_t nano_usd);
    [[nodiscard]] Result<CreatedKey> create_key(const NewKey& key);
    [[nodiscard]] Status update_key(std::int64_t id, const KeyChange& change);
    /// Ends a key for good; what it used stays known.
    [[nodiscard]] Status delete_key(std::int64_t id);

    /// Keeps a key of the account's own for a provider, sealed (seal.h), and returns its id.
    [[nodiscard]] Result<std::int64_t> add_provider_key(const NewProviderKey& key);
    [[nodiscard]] Status update_provider_key(std::int64_t account, std::int64_t id,
                                             const ProviderKeyChange& change);
    [[nodiscard]] Status delete_provider_key(std::int64_t account, std::int64_t id);
    [[nodiscard]] Result<std::vector<ProviderKey>> provider_keys(std::int64_t account);
    /// Opens the enabled ones of all accounts, for the directory; leaves out what is not readable.
    [[nodiscard]] Result<std::vector<OpenedProviderKey>> opened_provider_keys();

    /// Reads all accounts and the keys that are not deleted, without balances.
    [[nodiscard]] Result<std::vector<Account>> accounts();
    [[nodiscard]] Result<std::vector<Key>> keys();
    /// What was applied so far; a serving process may have settled a little more.
    [[nodiscard]] Result<Usage> usage_of_account(std::int64_t id);
    [[nodiscard]] Result<Usage> usage_of_key(std::int64_t id);

private:
    Registry(std::unique_ptr<Database> database, std::filesystem::path directory, Clock clock);
    [[nodiscard]] Result<Usage> usage(std::string_view owner, std::int64_t id);

    std::mutex mutex_;
    std::unique_ptr<Database> database_;
    std::filesystem::path directory_;
    Clock clock_;
};

/// Returns what may be shown of a provider's key: "sk-p...wxyz".
[[nodiscard]] std::string provider_key_label(std::string_view secret);

}  // namespace orrery::ledger
