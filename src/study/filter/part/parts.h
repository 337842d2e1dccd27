#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "study/filter/condition.h"
#include "study/filter/filter.h"
#include "study/filter/part/part_conditions.h"
#include "study/filter/part/part_copy.h"
#include "study/filter/session/kept_tables.h"
#include "study/store/window.h"
#include "warehouse/warehouse.h"

namespace orrery::study {

/// Marts as they would be if the store had nothing but the generations of a filter. Each is made of
/// the cheapest source that can tell the part: rows of the mart itself or of one that splits it;
/// else the generations, or a copy of them, summed into a temporary table that the session keeps.
/// From a mart that splits it by longer periods come whole weeks, and from the generations those
/// that the part cuts.
class Parts {
public:
    /// `is_by_weeks`: who reads the marts asks of a day only in which week of the window it is.
    /// `copied_max`: of a part with no more generations the session keeps them.
    /// REQUIRES: warehouse and tables outlive it; a transaction is open, so that all is of one
    /// moment.
    Parts(warehouse::Warehouse& warehouse, KeptTables& tables, Filter filter, Window window,
          const std::string& whole_key, bool is_by_weeks, std::int64_t copied_max)
        : warehouse_(warehouse),
          tables_(tables),
          filter_(std::move(filter)),
          window_(std::move(window)),
          whole_key_(whole_key),
          key_(filter_.key() + " " + whole_key),
          is_by_weeks_(is_by_weeks),
          copied_max_(copied_max) {}

    /// Makes the parts of some marts.
    [[nodiscard]] Status make(const std::set<std::string>& marts);

    /// Makes queries on those marts, and on `generations` where accounts are followed, read the
    /// part until the tables are taken away.
    [[nodiscard]] Status put_in_place();

    /// Returns what distinguishes a part: filter, window and what the marts have folded.
    [[nodiscard]] const std::string& key() const { return key_; }

    /// Says whether a mart had to be made of the generations themselves.
    [[nodiscard]] bool is_scanned() const { return is_scanned_; }

    /// Returns the part's generations of the window, as what stands behind FROM.
    [[nodiscard]] std::string generations() const;

private:
    /// Rows that are there, and rows that have to be made.
    struct Source {
        std::string table;
        std::string there;              ///< A query; empty: all are made.
        std::vector<std::string> made;  ///< Queries for the others.
    };

    [[nodiscard]] Status prepare();
    [[nodiscard]] Status make_one(const std::string& mart);
    [[nodiscard]] Result<Source> source_of(const std::string& mart);
    [[nodiscard]] Result<std::optional<Source>> source_in(
        const std::string& table, const std::string& mart,
        const std::vector<std::string>& mart_keys);
    [[nodiscard]] Result<Source> in_generations(const std::string& mart,
                                                const std::string& time_key);
    [[nodiscard]] Result<Source> whole_and_cut(const std::string& mart,
                                               const std::vector<std::string>& mart_keys,
                                               const std::string& table,
                                               const std::vector<std::string>& keys,
                                               const std::vector<Window>& cut) const;
    [[nodiscard]] Result<std::string> part_of(const std::string& mart, const std::string& condition,
                                              const std::string& table = {}) const;
    [[nodiscard]] std::string in_store(const std::string& table) const;

    warehouse::Warehouse& warehouse_;
    KeptTables& tables_;
    Filter filter_;
    Window window_;
    std::string whole_key_;
    std::string key_;
    bool is_by_weeks_;
    std::int64_t copied_max_;
    std::vector<ModelWindow> models_;
    PartConditions conditions_;
    std::optional<PartCopy> copy_;
    std::string database_;                     ///< Its tables have the names of marts, too.
    std::map<std::string, std::string> made_;  ///< By mart, what its name is to mean.
    bool is_scanned_ = false;
};

}  // namespace orrery::study
