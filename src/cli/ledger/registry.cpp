#include "cli/ledger/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/format/json.h"
#include "cli/terminal/text_table.h"
#include "ledger/identity.h"

namespace orrery::cli {

Result<std::unique_ptr<ledger::Registry>> open_registry(const Session& session,
                                                        warehouse::Access access) {
    if (auto allowed = session.check_owner(); !allowed) {
        return std::unexpected(allowed.error());
    }
    const auto directory = session.store.directory / "ledger";
    if (access == warehouse::Access::read_only &&
        !std::filesystem::exists(directory / "ledger.sqlite")) {
        return fail(ErrorKind::not_found, "there are no accounts here", directory.string(),
                    "make one with orrery accounts add NAME, or name the store directory with "
                    "--store");
    }
    return ledger::Registry::open(directory);
}

Result<ledger::Account> find_account(ledger::Registry& registry, const std::string& name) {
    const auto accounts = registry.accounts();
    if (!accounts) {
        return std::unexpected(accounts.error());
    }
    const auto found = std::ranges::find(*accounts, name, &ledger::Account::name);
    if (found == accounts->end()) {
        return fail(ErrorKind::not_found, "there is no account of this name", name,
                    "orrery accounts list shows them, orrery accounts add makes one");
    }
    return *found;
}

void print_rows(const Table& table, bool as_json) {
    if (!as_json) {
        fmt::print("{}", text_table(table));
        return;
    }
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : table.rows) {
        nlohmann::ordered_json object;
        for (std::size_t column = 0; column < row.size(); ++column) {
            auto& value = object[table.columns[column]];
            if (const auto* count = std::get_if<std::int64_t>(&row[column])) {
                value = *count;
            } else if (const auto* text = std::get_if<std::string>(&row[column])) {
                value = *text;
            }
        }
        rows.push_back(std::move(object));
    }
    fmt::print("{}\n", rows.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

Cell amount_cell(std::int64_t nano_usd, bool as_json) {
    return as_json ? Cell(nano_usd) : Cell(ledger::usd_text(nano_usd));
}

}  // namespace orrery::cli
