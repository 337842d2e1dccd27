#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace orrery::report {

/// One run of the study, as the manifest of its report says.
struct RunFacts {
    std::string from;  ///< ISO date, UTC.
    std::string to;
    std::int64_t generations = 0;
    std::string catalog;    ///< Fingerprint of the facts about models.
    std::string watermark;  ///< Of the store.
};

/// One value in two runs.
struct ValueChange {
    std::string place;   ///< Its texts: 2025-11-24 cn_oss.
    std::string column;  ///< value, or a column of a table.
    double before = 0;
    double after = 0;
};

enum class FigureChange { same, changed, only_before, only_after };

struct FigureDifference {
    std::string id;
    FigureChange change = FigureChange::same;
    std::string status_before;
    std::string status_after;
    std::string takeaway_before;
    std::string takeaway_after;
    bool is_query_changed = false;
    std::size_t values = 0;  ///< That both runs state.
    std::size_t values_changed = 0;
    std::size_t values_in_one = 0;     ///< Stated by one run and unknown or withheld in the other.
    std::size_t rows_before = 0;       ///< Only there.
    std::size_t rows_after = 0;        ///< Only there.
    std::vector<ValueChange> largest;  ///< At most three: shares by points, others by ratio.
};

struct RunDifference {
    RunFacts before;
    RunFacts after;
    std::vector<FigureDifference> figures;  ///< In the order of the later run.
};

/// Compares two report directories, value by value. Fails where one of them is no report.
[[nodiscard]] Result<RunDifference> compare_runs(const std::filesystem::path& before,
                                                 const std::filesystem::path& after);

}  // namespace orrery::report
