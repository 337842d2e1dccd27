#include "report/page/tables/comparison_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "report/page/html.h"
#include "report/page/names.h"
#include "report/page/numbers.h"

namespace orrery::report {
namespace {

using study::FigureResult;

/// Writes a stated or measured number: in the figure's unit, or bare where it is a statistic.
std::string compared(const FigureResult& figure, const study::StatedValue& stated,
                     std::optional<double> value) {
    constexpr std::string_view prefix = "statistic:";
    if (!stated.reduce.starts_with(prefix)) return formatted(value, figure.definition.unit);
    return formatted_statistic(value, std::string_view(stated.reduce).substr(prefix.size()),
                               figure.definition.unit);
}

std::string bound_words(study::Bound bound) {
    switch (bound) {
        case study::Bound::at_most:
            return "at most ";
        case study::Bound::at_least:
            return "at least ";
        case study::Bound::none:
            break;
    }
    return {};
}

/// The number that the paper states, and how far from it this data still agrees.
std::string stated_cell(const FigureResult& figure, const study::StatedValue& stated) {
    const std::string number = compared(figure, stated, stated.stated);
    const double within = stated.tolerance;
    if (within <= 0) return bound_words(stated.bound) + number;
    return fmt::format(R"({}{} <span class="within">± {}</span>)", bound_words(stated.bound),
                       number, compared(figure, stated, within));
}

std::string agreement(const study::Comparison& comparison) {
    if (!comparison.measured) return "not in this data";
    return comparison.agrees ? R"(<span class="yes">✓ agrees</span>)"
                             : R"(<span class="no">≠ differs</span>)";
}

/// Calls a statistic by a name that reads well and says beside its value what it is; where the
/// name is a machine's, what it is stands in its place.
std::string statistic_row(const study::Statistic& item, study::Unit unit) {
    const bool is_readable = !known_name(item.name).empty() || !item.name.contains('_');
    const bool is_named = is_readable || item.note.empty();
    return fmt::format(R"(<tr><td>{}</td><td class="number">{}</td><td>{}</td></tr>)",
                       escaped(is_named ? words(item.name) : item.note),
                       formatted_statistic(item.value, item.name, unit),
                       is_named ? escaped(item.note) : "");
}

}  // namespace

std::string paper_table(const FigureResult& figure) {
    if (figure.comparisons.empty()) return {};
    std::string html =
        R"(<div class="scroll"><table class="paper"><caption>Beside the paper</caption><thead><tr>)"
        R"(<th>What is stated</th><th class="number">Paper ± what agrees</th>)"
        R"(<th class="number">This data</th><th></th></tr></thead><tbody>)";
    for (const auto& item : figure.comparisons) {
        html += fmt::format(
            R"(<tr><td title="{}">{}</td><td class="number">{}</td><td class="number">{}</td>)"
            "<td>{}</td></tr>",
            escaped(item.stated.source), escaped(item.stated.claim),
            stated_cell(figure, item.stated), compared(figure, item.stated, item.measured),
            agreement(item));
    }
    return html + "</tbody></table></div>";
}

std::string statistics_table(const FigureResult& figure) {
    std::string html;
    for (const auto& item : figure.statistics) {
        if (std::ranges::any_of(figure.comparisons, [&](const auto& comparison) {
                return comparison.stated.reduce == "statistic:" + item.name;
            })) {
            continue;
        }
        html += statistic_row(item, figure.definition.unit);
    }
    if (html.empty()) return {};
    return R"(<div class="scroll"><table class="numbers"><caption>Statistics</caption><tbody>)" +
           html + "</tbody></table></div>";
}

}  // namespace orrery::report
