#include "cli/terminal/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace orrery::cli {
namespace {

constexpr std::size_t cell_width_max = 60;

/// Counts code points, which is what a terminal shows of the texts that a store holds.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_number(const std::string& text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' ||
               c == '+' || c == 'e';
    });
}

std::string shown(const Cell& cell) {
    if (std::holds_alternative<std::monostate>(cell)) {
        return "NULL";
    }
    std::string text = to_text(cell);
    std::ranges::replace_if(
        text, [](char c) { return std::iscntrl(static_cast<unsigned char>(c)) != 0; }, ' ');
    if (width(text) > cell_width_max) {
        std::size_t bytes = 0;
        for (std::size_t seen = 0; bytes < text.size(); ++bytes) {
            if ((text[bytes] & 0xC0) != 0x80 && ++seen > cell_width_max - 1) {
                break;
            }
        }
        text.resize(bytes);
        text += "…";
    }
    return text;
}

}  // namespace

std::string text_table(const Table& table) {
    const std::size_t columns = table.columns.size();
    std::vector<std::size_t> widths(columns);
    std::vector<bool> is_numeric(columns, !table.rows.empty());
    std::vector<std::vector<std::string>> lines;
    for (std::size_t column = 0; column < columns; ++column) {
        widths[column] = width(table.columns[column]);
    }
    for (const auto& row : table.rows) {
        auto& line = lines.emplace_back();
        for (std::size_t column = 0; column < columns; ++column) {
            line.push_back(shown(row[column]));
            widths[column] = std::max(widths[column], width(line.back()));
            is_numeric[column] =
                is_numeric[column] && (is_number(line.back()) || line.back() == "NULL");
        }
    }
    std::string text;
    const auto append = [&](const std::vector<std::string>& cells) {
        for (std::size_t column = 0; column < columns; ++column) {
            const std::string padding(widths[column] - width(cells[column]), ' ');
            text += column == 0 ? "" : "  ";
            text += is_numeric[column]      ? padding + cells[column]
                    : column + 1 == columns ? cells[column]
                                            : cells[column] + padding;
        }
        text += '\n';
    };
    append(table.columns);
    for (std::size_t column = 0; column < columns; ++column) {
        text += fmt::format("{}{:-<{}}", column == 0 ? "" : "  ", "", widths[column]);
    }
    text += '\n';
    for (const auto& line : lines) {
        append(line);
    }
    return text + fmt::format("({} row{})\n", table.rows.size(), table.rows.size() == 1 ? "" : "s");
}

std::string as_texts(const std::string& query) {
    return "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (" + query + ")";
}

}  // namespace orrery::cli
