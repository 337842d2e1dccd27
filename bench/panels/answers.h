#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/table.h"

namespace orrery::bench {

/// What one engine says of one panel.
struct Answer {
    std::string panel;
    double seconds = 0;  ///< Median over the runs; 0 where panels are not timed one by one.
    Table table;
};

/// What one engine, in a process of its own, says of the whole study.
struct Side {
    std::string engine;
    double seconds = 0;  ///< For all panels: the median over the runs.
    double cpu_s = 0;    ///< The same of processor time, which other work disturbs less.
    std::vector<Answer> answers;

    [[nodiscard]] const Answer* find(const std::string& panel) const;
};

/// A side's process leaves its answers in a file for the one that compares them.
[[nodiscard]] Status write_side(const Side& side, const std::filesystem::path& file);
[[nodiscard]] Result<Side> read_side(const std::filesystem::path& file);

/// Reads an array of rows, each an array of cells.
[[nodiscard]] std::vector<std::vector<Cell>> rows_from(const nlohmann::json& rows);

/// Fails where a raw answer is not the study's: every column that both have, every row. Numbers
/// may differ by rounding. Rows of zero generations, which complete a chart's grid, may be absent.
/// With `has_more` the study shows a choice of the rows.
[[nodiscard]] Status expect_same(const Answer& study, const Answer& raw, bool has_more);

}  // namespace orrery::bench
