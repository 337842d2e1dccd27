#include "report/page/figure_section.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/json.h"
#include "report/page/html.h"
#include "report/page/names.h"
#include "report/page/numbers.h"
#include "report/page/tables/cohort_table.h"
#include "report/page/tables/comparison_table.h"
#include "report/page/tables/data_table.h"
#include "study/reading/quantity.h"

namespace orrery::report {
namespace {

using study::ChartKind;
using study::FigureResult;
using study::FigureStatus;

/// The line above a heading, which links to the figure: its number, and its title where that is
/// not the heading.
std::string kicker(const FigureResult& figure, bool has_takeaway) {
    const auto& definition = figure.definition;
    const std::string number = paper_name(definition.id);
    const std::string title = has_takeaway ? definition.title : "";
    if (number.empty() && title.empty()) return {};
    const bool has_both = !number.empty() && !title.empty();
    return fmt::format(R"(<p class="kicker"><a href="#{}">{}</a>{}</p>)", escaped(definition.id),
                       escaped(number.empty() ? title : number),
                       has_both ? " · " + with_whole_names(title) : "");
}

std::string heading(const FigureResult& figure) {
    const auto& definition = figure.definition;
    const bool has_takeaway = !figure.takeaway.empty() && figure.takeaway != definition.title;
    std::string html =
        fmt::format("<header>{}<h3>{}</h3></header>", kicker(figure, has_takeaway),
                    with_whole_names(has_takeaway ? figure.takeaway : definition.title));
    html += fmt::format(R"(<p class="definition">{})", with_whole_names(definition.definition));
    if (!definition.denominator.empty()) {
        const bool is_mean = definition.unit == study::Unit::tokens_per_generation;
        html += fmt::format(" {} {}.", is_mean ? "Means are over" : "Shares are of",
                            escaped(definition.denominator));
    }
    return html + "</p>";
}

std::string calm_box(const FigureResult& figure) {
    if (figure.status == FigureStatus::no_data) {
        return R"(<div class="calm"><p>Not drawn: no generation in this window has what the )"
               "figure counts.</p></div>";
    }
    if (figure.status == FigureStatus::withheld) {
        return R"(<div class="calm"><p>Withheld: too few accounts stand behind its values, or )"
               "it was not checked for publication.</p></div>";
    }
    if (figure.status == FigureStatus::not_applicable) {
        return fmt::format(R"(<div class="calm"><p>Not drawn: {}</p></div>)",
                           escaped(figure.captions.empty() ? "" : figure.captions.front()));
    }
    std::string html = R"(<div class="calm"><p>Not drawn: this store lacks )";
    html += figure.missing.size() == 1 ? "a column" : "columns";
    html += " that the figure needs.</p><ul>";
    for (const auto& item : figure.missing) {
        html += fmt::format("<li><code>{}</code> – {}</li>", escaped(item.column),
                            escaped(item.remedy));
    }
    return html + "</ul></div>";
}

std::string chart_mount(const FigureResult& figure) {
    const auto kind = figure.definition.kind;
    const bool is_tall = kind == ChartKind::scatter || kind == ChartKind::columns;
    const char* shape = is_tall ? " tall" : "";
    return fmt::format(R"(<div class="legend" role="group" aria-label="Series of {}"></div>)"
                       R"(<div class="chart{}" role="img" aria-label="{}"></div>)",
                       escaped(reader_name(figure.definition)), shape, escaped(figure.takeaway));
}

std::string coverage_line(const study::Coverage& coverage) {
    if (coverage.generations == 0) return {};
    const std::string of = coverage.from.empty() ? std::string(" of the window")
                                                 : fmt::format(" of the labelled days, {} to {}",
                                                               study::date_text(coverage.from),
                                                               study::date_text(coverage.to));
    if (coverage.scarcest.empty()) {
        return fmt::format("<p>Coverage: all {} generations{}.</p>", grouped(coverage.generations),
                           of);
    }
    const double share =
        static_cast<double>(coverage.usable) / static_cast<double>(coverage.generations);
    return fmt::format(
        "<p>Coverage: {} of {} generations{} ({}) have <code>{}</code>, the scarcest column "
        "needed.</p>",
        grouped(coverage.usable), grouped(coverage.generations), of, percent(share),
        escaped(coverage.scarcest));
}

std::string partial_line(const FigureResult& figure) {
    if (figure.partial.empty()) return {};
    std::string dates;
    for (const auto& x : figure.partial) dates += (dates.empty() ? "" : ", ") + study::date_text(x);
    const auto kind = figure.definition.kind;
    const bool is_line = kind == ChartKind::line || kind == ChartKind::cohorts;
    const char* looks = is_line ? "Dotted" : "Hatched";
    return fmt::format("<p>{}: cut by the window's edge ({}), so in no mean.</p>", looks,
                       escaped(dates));
}

/// Returns the first and the last date of a chart over time that has a value.
std::pair<std::string, std::string> dates_with_data(const FigureResult& figure) {
    const std::size_t value = figure.table.column("value");
    std::pair<std::string, std::string> dates = {"9999", ""};
    if (value == figure.table.columns.size()) return dates;
    for (const auto& row : figure.table.rows) {
        if (std::holds_alternative<std::monostate>(row[value])) continue;
        dates.first = std::min(dates.first, to_text(row.front()));
        dates.second = std::max(dates.second, to_text(row.front()));
    }
    return dates;
}

std::string events_line(const FigureResult& figure) {
    if (figure.events.empty()) return {};
    const auto [first, last] = dates_with_data(figure);
    // A narrow chart has no room for names and marks the events by these numbers.
    std::string list;
    int number = 0;
    for (const auto& event : figure.events) {
        ++number;
        if (event.date < first || event.date > last) continue;
        list += fmt::format(R"({}<span class="nr">{} </span>{}, {})", list.empty() ? "" : "; ",
                            number, outside_link(event.url, event.label),
                            escaped(study::date_text(event.date)));
    }
    return list.empty() ? list : "<p>Marked: " + list + ".</p>";
}

std::string beneath(const FigureResult& figure) {
    std::string html = R"(<div class="beneath">)";
    for (const auto& caption : figure.captions) html += "<p>" + with_whole_names(caption) + "</p>";
    html += partial_line(figure) + events_line(figure) + coverage_line(figure.coverage);
    if (!figure.definition.notes.empty()) {
        html += "<ul>";
        for (const auto& note : figure.definition.notes) html += "<li>" + escaped(note) + "</li>";
        html += "</ul>";
    }
    return html + "</div>";
}

std::string actions(const FigureResult& figure) {
    const auto button = [&](const char* format, const char* label) {
        return fmt::format(
            R"(<button type="button" class="plain" data-download="{}" aria-label="Download {} as )"
            R"({}">{}</button>)",
            format, escaped(reader_name(figure.definition)), label, label);
    };
    std::string html = R"(<div class="actions">)" + button("csv", "CSV") + button("json", "JSON");
    if (figure.definition.kind != ChartKind::table) {
        html += button("svg", "SVG") + button("png", "PNG");
    }
    if (!figure.definition.sql.empty()) html += button("sql", "SQL");
    return html + "</div>";
}

std::string folded(const char* summary, const std::string& content) {
    return fmt::format("<details><summary>{}</summary>{}</details>", summary, content);
}

std::string drawn_body(const FigureResult& figure) {
    const bool is_table = figure.definition.kind == ChartKind::table;
    std::string html = is_table ? study_table(figure) : chart_mount(figure);
    html += verdict_list(figure) + beneath(figure) + paper_table(figure) +
            statistics_table(figure) + actions(figure);
    if (!is_table) html += folded("Data as a table", data_table(figure));
    return html;
}

std::string embedded_data(const FigureResult& figure) {
    return fmt::format(R"(<script type="application/json" data-id="{}">{}</script>)",
                       escaped(figure.definition.id), script_json(figure_json(figure)));
}

}  // namespace

std::string figure_section(const FigureResult& figure) {
    const auto& id = figure.definition.id;
    std::string html =
        fmt::format(R"(<article class="figure" id="{0}" data-figure="{0}" data-about="{1}">)",
                    escaped(id), escaped(search_text(figure)));
    html += heading(figure);
    if (figure.status == FigureStatus::drawn) {
        html += drawn_body(figure) + embedded_data(figure);
    } else {
        html += calm_box(figure);
    }
    if (!figure.definition.sql.empty()) {
        html += folded("The query", "<pre>" + escaped(figure.definition.sql) + "</pre>");
    }
    return html + "</article>\n";
}

std::string search_text(const FigureResult& figure) {
    const auto& definition = figure.definition;
    std::string text = fmt::format("{} {} {} {} {}", definition.id, paper_name(definition.id),
                                   definition.title, figure.takeaway, definition.definition);
    for (const auto& series : figure.series) text += " " + series.label;
    return text;
}

std::string status_words(FigureStatus status) {
    switch (status) {
        case FigureStatus::drawn:
            return "drawn";
        case FigureStatus::missing_columns:
            return "needs columns";
        case FigureStatus::no_data:
            return "no data";
        case FigureStatus::withheld:
            return "withheld";
        case FigureStatus::not_applicable:
            return "not applicable";
    }
    return {};
}

}  // namespace orrery::report
