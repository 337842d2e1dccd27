#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "dashboard/context.h"

namespace orrery::dashboard {

/// What amounts are counted by.
enum class Subject { source_class, author, model, provider, app, country, category, account };

/// The key of what the records do not say.
inline constexpr const char* unknown_key = "unknown";

/// How a reader sees keys: names of the catalog, and of the ledger's accounts for an administrator.
class Names {
public:
    Names(const Context& context, const Visitor& visitor);

    /// Returns the name of a key, or the key where none is known.
    [[nodiscard]] std::string of(Subject subject, const std::string& key) const;
    /// Returns how a visitor sees the account of a record: an administrator its name or hash, an
    /// account its own name, a viewer nothing.
    [[nodiscard]] std::string account(const std::string& account_id) const;
    /// Returns the ids of records for accounts that were named by id or name.
    [[nodiscard]] std::vector<std::string> account_ids(const std::vector<std::string>& asked) const;

private:
    [[nodiscard]] std::string provider(const std::string& key) const;

    const catalog::Catalog& catalog_;
    const Visitor& visitor_;
    std::map<std::string, std::string> accounts_;  ///< By what records say; an administrator's.
};

/// Returns what colours follow: "model:x-ai/grok-4".
[[nodiscard]] std::string entity_of(Subject subject, const std::string& key);

}  // namespace orrery::dashboard
