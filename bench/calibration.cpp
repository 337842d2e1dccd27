#include "calibration.h"

#include <fmt/format.h>

#include <algorithm>

#include "benches.h"
#include "verdicts.h"
#include "warehouse/store.h"

namespace orrery::bench {
namespace {

std::string shown(double value, const std::string& unit) {
    if (unit == "share") {
        return fmt::format("{:.2f} %", 100 * value);
    }
    if (unit == "trillion_tokens") {
        return fmt::format("{:.3f} T", value);
    }
    if (unit == "usd_per_million") {
        return fmt::format("${:.4f}", value);
    }
    if (unit == "tokens_per_generation") {
        return fmt::format("{:.0f}", value);
    }
    if (unit == "rank" || unit == "weeks" || unit == "models") {
        return fmt::format("{:g}", value);
    }
    return fmt::format("{:.2f}", value);
}

std::string wanted(const test_support::StatedNumber& stated) {
    if (!stated.low) {
        return "at most " + shown(stated.high.value_or(0), stated.unit);
    }
    if (!stated.high) {
        return "at least " + shown(*stated.low, stated.unit);
    }
    if (*stated.low == *stated.high) {
        return shown(*stated.low, stated.unit);
    }
    return fmt::format("{} to {}", shown(*stated.low, stated.unit),
                       shown(*stated.high, stated.unit));
}

}  // namespace

CalibrationRow calibration_row(const test_support::MeasuredNumber& number) {
    return {
        number.stated.figure,  number.stated.claim,
        number.stated.paper,   number.value ? shown(*number.value, number.stated.unit) : "nothing",
        wanted(number.stated), number.is_met()};
}

Result<std::vector<CalibrationRow>> calibration_rows(const catalog::Catalog& catalog,
                                                     const std::filesystem::path& store,
                                                     double scale) {
    const auto stated = test_support::load_stated_numbers();
    if (!stated) {
        return std::unexpected(stated.error());
    }
    warehouse::StoreOptions options;
    options.directory = store;
    options.access = warehouse::Access::read_only;
    options.memory_max = memory_max;
    const auto opened = warehouse::Store::open(options, catalog);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    const auto measured = test_support::measure_all(**opened, *stated, scale);
    if (!measured) {
        return std::unexpected(measured.error());
    }
    std::vector<CalibrationRow> rows;
    for (const auto& number : *measured) {
        rows.push_back(calibration_row(number));
    }
    auto verdicts = verdict_rows(**opened);
    if (!verdicts) {
        return std::unexpected(verdicts.error());
    }
    std::ranges::move(*verdicts, std::back_inserter(rows));
    std::ranges::stable_sort(rows, {}, &CalibrationRow::figure);
    return rows;
}

std::string calibration_table(const std::vector<CalibrationRow>& rows) {
    std::string table =
        "| Figure | stated | paper | measured | wanted | met |\n"
        "|---|---|---|---|---|---|\n";
    for (const CalibrationRow& row : rows) {
        table += fmt::format("| {} | {} | {} | {} | {} | {} |\n", row.figure, row.claim, row.paper,
                             row.measured, row.wanted, row.is_met ? "met" : "**miss**");
    }
    const auto met = std::ranges::count(rows, true, &CalibrationRow::is_met);
    return table + fmt::format("\n{} of {} met\n", met, rows.size());
}

}  // namespace orrery::bench
