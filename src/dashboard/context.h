#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "gateway/live/live.h"
#include "gateway/live/rates.h"
#include "ledger/ledger.h"
#include "study/definition.h"
#include "warehouse/store.h"

namespace orrery::dashboard {

/// What a visitor may see: an account its own generations, a viewer those of all, an administrator
/// names of accounts and keys, too.
enum class Role { account, viewer, admin };

/// Who looks.
struct Visitor {
    Role role = Role::account;
    std::string account_id;  ///< Of an account: what its records say in `account_id`.
    std::string name;        ///< Of the account, or of the role.
};

/// Runs work on a session of the store that is for reading only, while nobody else uses it. Fails
/// with `unavailable` while the store is lent to a command.
using ReadStore = std::function<Status(const std::function<Status(warehouse::Store&)>&)>;

/// Who has the store.
struct StoreState {
    bool is_lent = false;
    std::string lent_to;        ///< "orrery study (pid 123)".
    std::int64_t since_us = 0;  ///< Unix, UTC; 0 where it is not lent.
};

/// What answers are made of; all of it outlives the dashboard.
struct Context {
    ReadStore read_store;
    const catalog::Catalog& catalog;
    const study::StudyDefinition& study;
    ledger::Ledger& ledger;
    /// Generations that may not be in the store yet, newest first, at most so many.
    std::function<std::vector<gateway::RecentGeneration>(std::size_t)> recent;
    std::function<std::optional<gateway::RecentGeneration>(const std::string&)> find_recent;
    std::function<gateway::LiveRates()> rates = nullptr;
    std::function<StoreState()> store_state = nullptr;
    /// Somebody watches: what is settled is to come into the store within a second or two.
    std::function<void()> hasten = nullptr;
};

/// One request to the API by a known visitor.
struct Query {
    std::string method;
    std::vector<std::string> parts;  ///< Of the path below /api, decoded: {"study", "fig01"}.
    std::vector<std::pair<std::string, std::string>> parameters;  ///< Decoded, in order.
    std::string body;
    Visitor visitor;
    std::int64_t now_us = 0;  ///< Unix, UTC.
};

}  // namespace orrery::dashboard
