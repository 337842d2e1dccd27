#pragma once

#include <set>
#include <string>

#include "base/result.h"
#include "study/definition.h"
#include "study/figure_runner.h"
#include "study/filter/filter.h"
#include "study/filter/grain.h"
#include "study/filter/session/kept_tables.h"
#include "study/filter/session/whole_tables.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// The tables that one figure reads of a filter's part, by their names in its SQL: chosen from
/// those of the whole store where their rows can tell, else made of the marts as they are named.
class PanelTables {
public:
    /// REQUIRES: all outlive it.
    PanelTables(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                const FigureDefinition& definition, const Filter& filter, const Window& window,
                Grain grain, const WholeKey& whole_key, KeptTables& tables);

    /// Returns the marts of which a part is to be made; none where there is no filter.
    [[nodiscard]] std::set<std::string> marts() const;

    /// Lets the names of tables that can be chosen mean their part, and notes what it says. Returns
    /// a query for the columns that its usage knows; empty where the figure reads none.
    /// REQUIRES: the names of marts mean the whole store.
    [[nodiscard]] Result<std::string> show_chosen(PreparedStore& prepared);

    /// Makes the others, as `key` names the part, and lets their names mean them.
    /// REQUIRES: the names of marts mean the part, until the tables are taken away.
    [[nodiscard]] Status show_made(const std::string& key, PreparedStore& prepared);

private:
    [[nodiscard]] bool reads(const std::string& name) const;
    [[nodiscard]] std::set<std::string> tables_read() const;
    [[nodiscard]] Status show_samples(const std::string& key, PreparedStore& prepared);
    [[nodiscard]] Status show_narrow(const std::string& table, const std::string& key);
    [[nodiscard]] Result<Table> columns_of(const std::string& table, const std::string& rows);
    [[nodiscard]] Status show_one(const std::string& table, const std::string& key);
    [[nodiscard]] std::string made_name(const std::string& table) const;
    [[nodiscard]] Status keep_and_show(const std::string& table, const std::string& key,
                                       const std::string& rows);
    [[nodiscard]] Status show_complete(const std::string& key, const PreparedStore& prepared);

    warehouse::Warehouse& warehouse_;
    const StudyDefinition& study_;
    const FigureDefinition& definition_;
    const Filter& filter_;
    const Window& window_;
    Grain grain_;
    KeptTables& tables_;
    WholeTables whole_;
    std::set<std::string> words_;
    std::set<std::string> read_;    ///< Tables by their names.
    std::set<std::string> chosen_;  ///< Of those, what the whole store's can tell.
};

}  // namespace orrery::study
