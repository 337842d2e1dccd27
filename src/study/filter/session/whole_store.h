#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "study/definition.h"
#include "study/figure_runner.h"
#include "study/filter/session/kept_tables.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// What distinguishes tables of the whole store: the window, how many names of models the session
/// can resolve, and what the marts have folded.
struct WholeKey {
    std::string window;  ///< And names.
    std::int64_t folded = 0;
    std::string pruned_before;  ///< The first day of which generations are kept; empty: of all.

    [[nodiscard]] std::string text() const;

    /// Returns the same of tables that are made of single generations, some of which may be
    /// deleted.
    [[nodiscard]] std::string text_with_pruned() const;

    /// Returns what had been folded when a table of the same window was made for a key, or nothing
    /// where it is of another window.
    [[nodiscard]] std::optional<std::int64_t> folded_in(const std::string& other) const;
};

[[nodiscard]] Result<WholeKey> read_whole_key(warehouse::Warehouse& warehouse,
                                              const Window& window);

/// Reads what a figure needs of the whole store, whatever it is narrowed by: coverage, names, the
/// days that are labelled, how the sample is weighted, which model stands in for one that is not
/// there. It stays in the session for the next panel with the same key.
/// REQUIRES: the names of marts mean the whole store.
[[nodiscard]] Result<PreparedStore> read_whole_store(warehouse::Warehouse& warehouse,
                                                     const StudyDefinition& study,
                                                     const FigureDefinition& definition,
                                                     const Window& window, const WholeKey& key,
                                                     KeptTables& tables);

/// Makes all that it keeps for that. REQUIRES: the same.
[[nodiscard]] Status make_whole_facts(warehouse::Warehouse& warehouse, const Window& window,
                                      const WholeKey& key, KeptTables& tables);

}  // namespace orrery::study
