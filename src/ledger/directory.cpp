#include "ledger/directory.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "ledger/identity.h"

namespace orrery::ledger {
namespace {

template <typename Row>
const Row* by_id(const std::vector<Row>& rows, std::int64_t id) {
    const auto found = std::ranges::lower_bound(rows, id, {}, &Row::id);
    return found == rows.end() || found->id != id ? nullptr : &*found;
}

}  // namespace

Directory::Directory(std::vector<Account> accounts, std::vector<Key> keys,
                     std::vector<OpenedProviderKey> provider_keys)
    : accounts_(std::move(accounts)), keys_(std::move(keys)) {
    std::ranges::sort(accounts_, {}, &Account::id);
    std::ranges::sort(keys_, {}, &Key::id);
    for (const Account& account : accounts_) {
        by_name_.emplace(account.name, &account);
    }
    for (Key& key : keys_) {
        key.owner = account(key.account);
        ORRERY_CHECK(key.owner != nullptr, "a key without its account");
        key.account_balance = key.owner->balance;
        by_hash_.emplace(key.hash, &key);
    }
    for (OpenedProviderKey& key : provider_keys) {
        own_keys_[key.account].try_emplace(std::move(key.provider), std::move(key.secret));
    }
}

std::string_view Directory::own_key(std::int64_t account, std::string_view provider) const {
    const auto of_account = own_keys_.find(account);
    if (of_account == own_keys_.end()) {
        return {};
    }
    const auto found = of_account->second.find(provider);
    return found == of_account->second.end() ? std::string_view() : found->second;
}

const Key* Directory::find(std::string_view secret) const {
    return key_of_hash(sha256_hex(secret));
}

const Key* Directory::key_of_hash(std::string_view hash) const {
    const auto found = by_hash_.find(hash);
    return found == by_hash_.end() ? nullptr : found->second;
}

const Key* Directory::key(std::int64_t id) const {
    return by_id(keys_, id);
}

const Account* Directory::account(std::int64_t id) const {
    return by_id(accounts_, id);
}

const Account* Directory::account(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
}

}  // namespace orrery::ledger
