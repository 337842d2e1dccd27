#include "report/page/tables/data_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "report/page/html.h"
#include "report/page/names.h"
#include "report/page/numbers.h"
#include "report/page/tables/cohort_table.h"
#include "study/reading/quantity.h"

namespace orrery::report {
namespace {

using study::FigureResult;

constexpr std::size_t rows_max = 200;
/// A table of the study longer than this shows its first rows until a reader opens the rest.
constexpr std::size_t unfolded_max = 20;
constexpr std::size_t rows_before_fold = 15;

bool is_number(const Cell& cell) {
    return std::holds_alternative<double>(cell) || std::holds_alternative<std::int64_t>(cell);
}

/// Says of each column whether its known cells are numbers, which stand at the right.
std::vector<bool> numeric_columns(const Table& table) {
    std::vector<bool> numeric(table.columns.size(), false);
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        for (const auto& row : table.rows) {
            if (std::holds_alternative<std::monostate>(row[column])) continue;
            numeric[column] = is_number(row[column]);
            break;
        }
    }
    return numeric;
}

std::string tagged_cell(const char* tag, bool is_numeric, std::string_view text) {
    return fmt::format("<{0}{1}>{2}</{0}>", tag, is_numeric ? R"( class="number")" : "",
                       escaped(text));
}

/// Says whether a text is one name or a date, which no line may break: app-53, 12 May 2025.
bool is_whole(std::string_view text) {
    constexpr std::size_t name_size_max = 32;
    constexpr std::size_t date_size_max = 11;
    const bool is_date = text.size() <= date_size_max && !text.empty() && text.front() <= '9' &&
                         std::ranges::count(text, ' ') == 2;
    return text.size() <= name_size_max && (is_date || !text.contains(' '));
}

std::string body_cell(bool is_numeric, std::string_view text) {
    if (is_numeric || !is_whole(text)) return tagged_cell("td", is_numeric, text);
    return fmt::format(R"(<td class="whole">{}</td>)", escaped(text));
}

std::string remainder(std::size_t rows) {
    if (rows <= rows_max) return {};
    return fmt::format("<p>{} of {} rows are shown; the CSV has all.</p>", rows_max,
                       grouped(static_cast<std::int64_t>(rows)));
}

/// Wraps a table so that it scrolls by itself and the keyboard can reach it.
std::string scrolling(std::string_view label, std::string_view table) {
    return fmt::format(R"(<div class="scroll" tabindex="0" role="region" aria-label="{}">{}</div>)",
                       escaped(label), table);
}

/// Formats a value column in the figure's unit, everything else by its column's name.
std::string long_cell(const FigureResult& figure, std::size_t column, const Cell& cell) {
    const std::string& name = figure.table.columns[column];
    const bool is_value = name == "value" || name == "lower" || name == "upper";
    if (is_value && is_number(cell)) {
        return formatted(number_or(cell, 0), figure.definition.unit);
    }
    return formatted_cell(cell, name);
}

std::string rest_id(const FigureResult& figure) {
    return "rest-" + figure.definition.id;
}

/// Writes the rows as they are; those from `fold` on are a body of their own.
std::string long_table(const FigureResult& figure, std::size_t fold = rows_max) {
    const Table& table = figure.table;
    const auto numeric = numeric_columns(table);
    std::string html = "<table><thead><tr>";
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        html += tagged_cell("th", numeric[column], words(table.columns[column]));
    }
    html += "</tr></thead><tbody>";
    for (std::size_t at = 0; at < std::min(rows_max, table.rows.size()); ++at) {
        if (at == fold) html += fmt::format(R"(</tbody><tbody id="{}">)", escaped(rest_id(figure)));
        html += "<tr>";
        for (std::size_t column = 0; column < numeric.size(); ++column) {
            html += body_cell(numeric[column], long_cell(figure, column, table.rows[at][column]));
        }
        html += "</tr>";
    }
    html += "</tbody></table>";
    return html;
}

/// A chart's rows with the series side by side.
struct Pivot {
    std::vector<std::string> xs;  ///< In the order of their first row.
    std::map<std::pair<std::string, std::string>, double> values;  ///< By x and series key.
};

/// Says which columns hold x and series, or nothing where a pivot would lose something.
std::optional<std::pair<std::size_t, std::size_t>> pivot_columns(const FigureResult& figure) {
    const auto& definition = figure.definition;
    if (definition.kind == study::ChartKind::scatter || definition.x.empty()) return {};
    const std::size_t end = figure.table.columns.size();
    const std::size_t series = figure.table.column("series");
    if (series < end && definition.x.size() == 1) {
        return std::pair{figure.table.column(definition.x[0]), series};
    }
    if (series == end && definition.x.size() == 2) {
        return std::pair{figure.table.column(definition.x[1]),
                         figure.table.column(definition.x[0])};
    }
    return {};
}

std::optional<Pivot> pivot(const FigureResult& figure) {
    const auto columns = pivot_columns(figure);
    const std::size_t end = figure.table.columns.size();
    const std::size_t value = figure.table.column("value");
    if (!columns || columns->first == end || columns->second == end || value == end) return {};
    Pivot result;
    for (const auto& row : figure.table.rows) {
        std::string x = to_text(row[columns->first]);
        if (std::ranges::find(result.xs, x) == result.xs.end()) result.xs.push_back(x);
        if (!is_number(row[value])) continue;
        const auto [at, is_new] = result.values.emplace(
            std::pair{std::move(x), to_text(row[columns->second])}, number_or(row[value], 0));
        if (!is_new) return {};
    }
    return result;
}

std::string wide_table(const FigureResult& figure, const Pivot& pivot) {
    std::string html =
        fmt::format("<table><thead><tr><th>{}</th>", escaped(words(figure.definition.x.back())));
    for (const auto& series : figure.series) html += tagged_cell("th", true, series.label);
    html += "</tr></thead><tbody>";
    for (const auto& x : std::span(pivot.xs).first(std::min(rows_max, pivot.xs.size()))) {
        const bool is_cut = std::ranges::find(figure.partial, x) != figure.partial.end();
        html +=
            "<tr>" + tagged_cell("th", false, study::date_text(x) + (is_cut ? " (partial)" : ""));
        for (const auto& series : figure.series) {
            const auto value = pivot.values.find({x, series.key});
            html += tagged_cell(
                "td", true,
                formatted(value == pivot.values.end() ? std::nullopt : std::optional(value->second),
                          figure.definition.unit));
        }
        html += "</tr>";
    }
    return html + "</tbody></table>";
}

}  // namespace

std::string study_table(const FigureResult& figure) {
    const std::size_t rows = figure.table.rows.size();
    const std::string& label = figure.definition.title;
    if (rows <= unfolded_max) return scrolling(label, long_table(figure));
    // Without scripts nothing is folded, so the button is not there either.
    const std::string all =
        fmt::format("all {} rows", grouped(static_cast<std::int64_t>(std::min(rows, rows_max))));
    return scrolling(label, long_table(figure, rows_before_fold)) +
           fmt::format(R"(<button type="button" class="plain unfold" aria-controls="{}" )"
                       R"(data-more="Show {}" data-less="Show the first {} rows" hidden></button>)",
                       escaped(rest_id(figure)), all, rows_before_fold) +
           remainder(rows);
}

std::string data_table(const FigureResult& figure) {
    if (figure.definition.kind == study::ChartKind::cohorts) {
        return scrolling("Data of " + reader_name(figure.definition), cohort_table(figure));
    }
    const auto wide = figure.series.empty() ? std::nullopt : pivot(figure);
    const std::string label = "Data of " + reader_name(figure.definition);
    if (wide) return scrolling(label, wide_table(figure, *wide)) + remainder(wide->xs.size());
    return scrolling(label, long_table(figure)) + remainder(figure.table.rows.size());
}

}  // namespace orrery::report
