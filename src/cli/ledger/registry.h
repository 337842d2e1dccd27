#pragma once

#include <memory>
#include <string>

#include "base/table.h"
#include "cli/session.h"
#include "ledger/registry.h"

namespace orrery::cli {

/// Opens the accounts and keys of the session's store, which are in DIR/ledger. Where there are
/// none they are made, unless access is read-only, which is for questions.
[[nodiscard]] Result<std::unique_ptr<ledger::Registry>> open_registry(const Session& session,
                                                                      warehouse::Access access);

/// Returns the account of a name, or says that there is none and how to make it.
[[nodiscard]] Result<ledger::Account> find_account(ledger::Registry& registry,
                                                   const std::string& name);

/// Prints a table for people; as JSON, an array of one object for each row.
void print_rows(const Table& table, bool as_json);

/// Returns an amount as a list shows it: nano-USD in JSON, else dollars with all decimals.
[[nodiscard]] Cell amount_cell(std::int64_t nano_usd, bool as_json);

}  // namespace orrery::cli
