#include "catalog/sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <span>

#include "base/check.h"
#include "catalog/csv.h"
#include "catalog/names.h"

namespace orrery::catalog {
namespace {

/// Maps each column of the schema to its position in the file, or to npos where it is absent.
Result<std::vector<std::size_t>> bind_columns(const Schema& schema, const CsvFile& csv,
                                              const std::string& file) {
    std::vector<std::size_t> positions;
    for (const auto& column : schema.columns) {
        const auto found = std::ranges::find(csv.header, column.name);
        if (found == csv.header.end() && column.need == Need::required) {
            return fail(ErrorKind::bad_input,
                        fmt::format("the column '{}' is missing", column.name), file + ":1",
                        fmt::format("the header is: {}", fmt::join(csv.header, ",")));
        }
        positions.push_back(found == csv.header.end()
                                ? std::string::npos
                                : static_cast<std::size_t>(found - csv.header.begin()));
    }
    return positions;
}

/// Derives the price_id where the file leaves it empty.
void complete(const Sheet& sheet, SheetRow& row) {
    if (sheet.schema->file == "prices.csv" && row.cells[0].empty()) {
        row.cells[0] = sheet.key(row);
    }
}

template <typename T>
std::optional<T> number(std::string_view cell) {
    T value{};
    const auto [end, fault] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    const bool whole = fault == std::errc() && end == cell.data() + cell.size();
    return whole ? std::optional(value) : std::nullopt;
}

/// Says what is wrong with a row's window taken by itself, or nothing.
std::string window_fault(const Window& valid) {
    for (const auto& day : {valid.from, valid.to}) {
        if (!day.empty() && !is_iso_day(day)) {
            return fmt::format("'{}' is not a day of the calendar", day);
        }
    }
    if (!valid.to.empty() && valid.to <= valid.from) {
        return fmt::format("valid_to {} is not after valid_from {}", valid.to, valid.from);
    }
    return {};
}

/// Returns what a row with a window speaks of; two rows of one subject must not overlap.
std::string subject(const Sheet& sheet, const SheetRow& row) {
    return sheet.schema->file == "prices.csv"
               ? sheet.cell(row, "slug") + ":" + sheet.cell(row, "variant")
               : lower_case(sheet.cell(row, "alias"));
}

void set_aside_overlap(Sheet& sheet, const std::string& subject, std::size_t first,
                       std::size_t second) {
    auto& earlier = sheet.rows[first];
    auto& later = sheet.rows[second];
    if (!sheet.window(earlier).overlaps(sheet.window(later))) {
        return;
    }
    earlier.usable = false;
    later.usable = false;
    sheet.faults.push_back({later.at.file, later.at.line,
                            fmt::format("the window of '{}' overlaps with {}:{}", subject,
                                        earlier.at.file, earlier.at.line),
                            "end the earlier row with valid_to on the day the later one begins; "
                            "until then neither is used"});
}

}  // namespace

std::size_t Sheet::column(std::string_view name) const {
    const auto found = std::ranges::find(schema->columns, name, &Column::name);
    ORRERY_CHECK(found != schema->columns.end(), "no such catalog column");
    return static_cast<std::size_t>(found - schema->columns.begin());
}

const std::string& Sheet::cell(const SheetRow& row, std::string_view name) const {
    return row.cells[column(name)];
}

std::string Sheet::key(const SheetRow& row) const {
    std::string key;
    for (const auto& name : schema->key) {
        key += (key.empty() ? "" : ":") + cell(row, name);
    }
    return key;
}

Window Sheet::window(const SheetRow& row) const {
    return {cell(row, "valid_from"), cell(row, "valid_to")};
}

std::optional<double> real(std::string_view cell) {
    const auto value = number<double>(cell);
    return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<std::int64_t> integer(std::string_view cell) {
    return number<std::int64_t>(cell);
}

Status merge(Sheet& sheet, std::string_view text, const std::string& file) {
    auto csv = read_csv(text, file);
    if (!csv) {
        return std::unexpected(csv.error());
    }
    const auto positions = bind_columns(*sheet.schema, *csv, file);
    if (!positions) {
        return std::unexpected(positions.error());
    }
    std::map<std::string, std::size_t> known;
    for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
        known.emplace(sheet.key(sheet.rows[i]), i);
    }
    for (auto& source : csv->rows) {
        SheetRow row{.cells = {}, .at = {file, source.line}, .usable = true};
        for (const auto position : *positions) {
            row.cells.push_back(position == std::string::npos ? std::string()
                                                              : std::move(source.cells[position]));
        }
        complete(sheet, row);
        const auto key = sheet.key(row);
        const auto [place, added] = known.emplace(key, sheet.rows.size());
        if (added) {
            sheet.rows.push_back(std::move(row));
            continue;
        }
        auto& earlier = sheet.rows[place->second];
        if (earlier.at.file != file) {
            earlier = std::move(row);
            continue;
        }
        earlier.usable = false;
        row.usable = false;
        sheet.faults.push_back({file, row.at.line,
                                fmt::format("'{}' stands on line {} already", key, earlier.at.line),
                                "keep one of the two rows; until then neither is used"});
        sheet.rows.push_back(std::move(row));
    }
    return {};
}

void set_aside_bad_windows(Sheet& sheet) {
    std::map<std::string, std::vector<std::size_t>> subjects;
    for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
        auto& row = sheet.rows[i];
        if (const auto fault = window_fault(sheet.window(row)); !fault.empty()) {
            row.usable = false;
            sheet.faults.push_back({row.at.file, row.at.line, fault,
                                    "write days as 2025-01-31; valid_to is the first day after"});
        } else if (row.usable) {
            subjects[subject(sheet, row)].push_back(i);
        }
    }
    for (auto& [name, rows] : subjects) {
        std::ranges::stable_sort(rows, {},
                                 [&](auto i) { return sheet.window(sheet.rows[i]).from; });
        std::size_t reaching = rows.front();  // The earlier row that ends last.
        for (const auto i : std::span(rows).subspan(1)) {
            set_aside_overlap(sheet, name, reaching, i);
            const auto end = sheet.window(sheet.rows[i]).to;
            const auto reach = sheet.window(sheet.rows[reaching]).to;
            if (!reach.empty() && (end.empty() || end > reach)) {
                reaching = i;
            }
        }
    }
}

}  // namespace orrery::catalog
