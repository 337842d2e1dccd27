#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/filter/condition.h"
#include "study/filter/filter.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// Makes a temporary table unless the session has it from before, made for the same key. The key is
/// kept as the table's comment: whoever replaces the table takes the comment away with it.
[[nodiscard]] Status ensure_table(warehouse::Warehouse& warehouse, const std::string& name,
                                  const std::string& key, const std::string& statements);

/// Marts as they would be if the store had nothing but the generations of a filter, as temporary
/// tables of the session. Each is made of the cheapest source that can tell the part: the mart
/// itself, mart_slices, or the generations.
class Parts {
public:
    /// REQUIRES: the warehouse outlives it; a transaction is open, so that all is of one moment.
    Parts(warehouse::Warehouse& warehouse, Filter filter, Window window)
        : warehouse_(warehouse), filter_(std::move(filter)), window_(std::move(window)) {}

    /// Makes the parts of some marts.
    [[nodiscard]] Status make(const std::set<std::string>& marts);

    /// Makes queries on those marts, and on `generations` where accounts are followed, read the
    /// part.
    [[nodiscard]] Status put_in_place();

    /// Makes the same names mean the store again.
    [[nodiscard]] Status take_away();

    /// Returns what distinguishes a part: filter, window and what the marts have folded.
    [[nodiscard]] const std::string& key() const { return key_; }

    /// Says whether a mart had to be made of the generations themselves.
    [[nodiscard]] bool is_scanned() const { return is_scanned_; }

    /// Returns the condition that the part's generations of the window meet.
    [[nodiscard]] std::string condition() const { return of_generations("day"); }

private:
    [[nodiscard]] Status prepare();
    [[nodiscard]] Status make_one(const std::string& mart);
    [[nodiscard]] Result<std::string> source_of(const std::string& mart);
    [[nodiscard]] std::string of_rows(const std::vector<std::string>& keys) const;
    [[nodiscard]] std::string of_generations(const std::string& time_key) const;

    warehouse::Warehouse& warehouse_;
    Filter filter_;
    Window window_;
    std::string key_;
    std::vector<ModelWindow> models_;
    std::vector<std::string> made_;  ///< Names of marts.
    bool is_scanned_ = false;
};

}  // namespace orrery::study
