#include "study/panel.h"

#include <algorithm>
#include <utility>

#include "study/runner.h"

namespace orrery::study {

std::vector<std::string> filters_of(const FigureDefinition&) {
    std::vector<std::string> names;
    names.emplace_back("time");
    return names;
}

Result<FigureResult> run_panel(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                               const PanelOptions& options) {
    const auto definition = std::ranges::find(study.figures, options.figure, &FigureDefinition::id);
    if (definition == study.figures.end()) {
        return fail(ErrorKind::not_found, "there is no such figure", options.figure);
    }
    if (!options.filter.is_empty() || options.grain != Grain::week) {
        FigureResult figure;
        figure.definition = *definition;
        figure.takeaway = definition->title;
        figure.status = FigureStatus::not_applicable;
        figure.captions.emplace_back("This figure cannot be filtered.");
        return figure;
    }
    StudyOptions of_one;
    of_one.from = options.from;
    of_one.to = options.to;
    of_one.figures = {options.figure};
    auto run = run_study(warehouse, study, of_one);
    if (!run) {
        return std::unexpected(run.error());
    }
    return std::move(run->figures.front());
}

}  // namespace orrery::study
