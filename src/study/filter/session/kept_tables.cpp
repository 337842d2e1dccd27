#include "study/filter/session/kept_tables.h"

#include <fmt/format.h>

#include "study/store/window.h"

namespace orrery::study {

Result<KeptTables> KeptTables::read(warehouse::Warehouse& warehouse) {
    const auto known = warehouse.query(
        "SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'temp'");
    if (!known) {
        return std::unexpected(known.error());
    }
    KeptTables tables(warehouse);
    for (const auto& row : known->rows) {
        tables.keys_[to_text(row[0])] = to_text(row[1]);
    }
    return tables;
}

bool KeptTables::has(const std::string& name, const std::string& key) const {
    return !key.empty() && key_of(name) == key;
}

std::string KeptTables::key_of(const std::string& name) const {
    const auto found = keys_.find(name);
    return found == keys_.end() ? std::string() : found->second;
}

Status KeptTables::ensure(const std::string& name, const std::string& key,
                          const std::string& statements) {
    if (has(name, key)) {
        return {};
    }
    if (auto made = warehouse_->execute(statements); !made) {
        return made;
    }
    return keep(name, key);
}

Status KeptTables::keep(const std::string& name, const std::string& key) {
    keys_[name] = key;
    return warehouse_->execute(fmt::format("COMMENT ON TABLE temp.{} IS {}", name, sql_text(key)));
}

Status KeptTables::drop(const std::string& name) {
    return keys_.erase(name) == 0 ? Status() : warehouse_->execute("DROP TABLE temp." + name);
}

Status KeptTables::show(const std::string& name, const std::string& query) {
    // A table of that name is of a study in the same session, which makes it anew each time.
    if (auto dropped = drop(name); !dropped) {
        return dropped;
    }
    shown_.push_back(name);
    return warehouse_->execute(fmt::format("CREATE TEMP VIEW {} AS {}", name, query));
}

Status KeptTables::take_away() {
    std::string statements;
    for (const std::string& name : shown_) {
        statements += fmt::format("DROP VIEW temp.{}; ", name);
    }
    shown_.clear();
    return statements.empty() ? Status() : warehouse_->execute(statements);
}

}  // namespace orrery::study
