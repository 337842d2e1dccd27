#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ledger/registry.h"

namespace orrery::test_support {

/// Makes an account without limits and keys of it, one of each kind, in a store that nobody serves;
/// returns their secrets.
inline Result<std::vector<std::string>> make_load_keys(const std::filesystem::path& store,
                                                       const std::vector<ledger::KeyKind>& kinds) {
    const auto registry = ledger::Registry::open(store / "ledger");
    if (!registry) {
        return std::unexpected(registry.error());
    }
    const auto account = (*registry)->create_account({.name = "acme", .is_unlimited = true});
    if (!account) {
        return std::unexpected(account.error());
    }
    std::vector<std::string> secrets;
    for (const ledger::KeyKind kind : kinds) {
        const auto key =
            (*registry)->create_key({.account = *account, .name = "load", .kind = kind});
        if (!key) {
            return std::unexpected(key.error());
        }
        secrets.push_back(key->secret);
    }
    return secrets;
}

}  // namespace orrery::test_support
