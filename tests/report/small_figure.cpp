#include "small_figure.h"

namespace orrery::report {

study::FigureResult small_figure() {
    study::FigureResult figure;
    auto& definition = figure.definition;
    definition.id = "small";
    definition.title = "A small figure";
    definition.chapter = "open_and_closed";
    definition.x = {"week"};
    definition.x_title = "week";
    definition.definition = "What is plotted.";
    definition.denominator = "everything";
    definition.notes = {"A note."};
    definition.sql = "SELECT 1 WHERE 1 < 2";
    figure.takeaway = "It doubled";
    figure.table.columns = {"week", "series", "value", "lower", "upper", "n"};
    figure.table.rows = {{"2025-01-06", "a", 0.25, 0.2, 0.3, std::int64_t{12}},
                         {"2025-01-13", "a", 0.5, {}, {}, std::int64_t{7}}};
    figure.series = {{"a", "Series A", "class:closed", false}};
    figure.partial = {"2025-01-13"};
    figure.missing = {{"country", "Import it."}};
    figure.events = {{"2025-01-08", "An event", ""}};
    figure.trends = {{"fit", {{1, 2}, {3, 4.5}}}};
    figure.statistics = {{"slope", std::nullopt, "too few points"}};
    figure.comparisons = {{{"a mean", 0.3, 0.1, "a", "mean", "text"}, 0.25, true}};
    figure.verdicts = {{"2025-05-01", "boomerang", "They came back."}};
    figure.captions = {"A caption."};
    figure.coverage = {20, 19, "country"};
    return figure;
}

}  // namespace orrery::report
