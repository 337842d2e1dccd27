#include "base/table.h"

#include <fmt/format.h>

#include <algorithm>

namespace orrery {
namespace {

std::string quoted_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c;
        if (c == '"') {
            quoted += '"';
        }
    }
    return quoted + '"';
}

template <typename Row, typename Format>
void append_line(std::string& csv, const Row& row, Format format) {
    bool first = true;
    for (const auto& field : row) {
        if (!first) {
            csv += ',';
        }
        first = false;
        csv += quoted_field(format(field));
    }
    if (row.size() == 1 && csv.ends_with('\n')) {
        csv += "\"\"";  // An empty line would be no record to most readers.
    }
    csv += '\n';
}

}  // namespace

std::size_t Table::column(const std::string& name) const {
    return static_cast<std::size_t>(std::ranges::find(columns, name) - columns.begin());
}

double number_or(const Cell& cell, double otherwise) {
    if (const auto* count = std::get_if<std::int64_t>(&cell)) {
        return static_cast<double>(*count);
    }
    if (const auto* measure = std::get_if<double>(&cell)) {
        return *measure;
    }
    return otherwise;
}

std::string to_text(const Cell& cell) {
    if (const auto* count = std::get_if<std::int64_t>(&cell)) {
        return fmt::format("{}", *count);
    }
    if (const auto* measure = std::get_if<double>(&cell)) {
        return fmt::format("{}", *measure);
    }
    if (const auto* text = std::get_if<std::string>(&cell)) {
        return *text;
    }
    return {};
}

std::string to_csv(const Table& table) {
    std::string csv;
    append_line(csv, table.columns, [](const std::string& name) { return name; });
    for (const auto& row : table.rows) {
        append_line(csv, row, to_text);
    }
    return csv;
}

}  // namespace orrery
