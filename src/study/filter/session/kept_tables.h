#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// The temporary tables that a session keeps from one panel to the next, each with the key that it
/// was made for as its comment: whoever replaces a table takes the comment away with it.
class KeptTables {
public:
    /// Reads which there are. REQUIRES: the warehouse outlives it; while it is used nobody else
    /// makes temporary tables, and where their transaction is rolled back it is read anew.
    [[nodiscard]] static Result<KeptTables> read(warehouse::Warehouse& warehouse);

    /// Says whether a table is there and was made for the key.
    [[nodiscard]] bool has(const std::string& name, const std::string& key) const;

    /// Returns the key that a table was made for; empty where there is no such table.
    [[nodiscard]] std::string key_of(const std::string& name) const;

    /// Makes a table with some statements, unless it is there for the same key.
    [[nodiscard]] Status ensure(const std::string& name, const std::string& key,
                                const std::string& statements);

    /// Notes that a table is made for a key.
    [[nodiscard]] Status keep(const std::string& name, const std::string& key);

    /// Takes a table away, if it is there.
    [[nodiscard]] Status drop(const std::string& name);

    /// Lets a name mean a query until take_away(), in place of any table that has it.
    [[nodiscard]] Status show(const std::string& name, const std::string& query);

    /// Makes the shown names mean what they did.
    [[nodiscard]] Status take_away();

private:
    explicit KeptTables(warehouse::Warehouse& warehouse) : warehouse_(&warehouse) {}

    warehouse::Warehouse* warehouse_;
    std::map<std::string, std::string> keys_;  ///< By name; empty: of somebody else.
    std::vector<std::string> shown_;
};

}  // namespace orrery::study
