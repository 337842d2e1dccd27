#include "study/runner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "study/figure_runner.h"
#include "study/privacy/publish.h"
#include "study/reading/chapter.h"
#include "study/reading/quantity.h"
#include "study/store/data_tests.h"
#include "study/store/summary.h"
#include "study/store/window.h"

namespace orrery::study {
namespace {

Status check_ids(const StudyDefinition& study, const StudyOptions& options) {
    for (const std::string& id : options.figures) {
        if (std::ranges::find(study.figures, id, &FigureDefinition::id) == study.figures.end()) {
            std::vector<std::string> known;
            std::ranges::transform(study.figures, std::back_inserter(known), &FigureDefinition::id);
            return fail(ErrorKind::usage, fmt::format("there is no figure '{}'", id), "study",
                        fmt::format("the study has {}", fmt::join(known, ", ")));
        }
    }
    return {};
}

/// Runs the chosen figures that the run does not hold yet.
Status run_figures(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                   const StudyOptions& options, const Window& window, StudyRun& run,
                   bool is_history = false) {
    FigureRunner runner(warehouse, study, window, options.effective_size);
    if (auto prepared = runner.prepare(); !prepared) {
        return prepared;
    }
    run.pooled_tokens = runner.pooled_tokens();
    const auto chosen = [&](const FigureDefinition& definition) {
        const auto& ids = options.figures;
        return (ids.empty() || std::ranges::find(ids, definition.id) != ids.end()) &&
               (definition.history || !is_history) &&
               std::ranges::none_of(run.figures, [&](const FigureResult& figure) {
                   return figure.definition.id == definition.id;
               });
    };
    for (const FigureDefinition& definition : study.figures) {
        if (!chosen(definition)) {
            continue;
        }
        auto figure = runner.run(definition);
        if (!figure) {
            return std::unexpected(figure.error());
        }
        if (is_history && figure->status == FigureStatus::drawn) {
            figure->captions.push_back(fmt::format(
                "Drawn from {}, before the window of the other figures.", date_text(window.from)));
        }
        run.figures.push_back(std::move(*figure));
        if (options.on_figure) {
            options.on_figure(run.figures.size(), options.figures.empty() ? study.figures.size()
                                                                          : options.figures.size());
        }
    }
    return {};
}

/// Runs the figures of long trends where their window begins before that of the others.
Status run_history(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                   const StudyOptions& options, const Window& window, StudyRun& run) {
    if (options.history_from.empty()) {
        return {};
    }
    const auto history = resolve_window(warehouse, options.history_from, options.to);
    if (!history) {
        return std::unexpected(history.error());
    }
    return history->from < window.from ? run_figures(warehouse, study, options, *history, run, true)
                                       : Status{};
}

void write_findings(const StudyDefinition& study, StudyRun& run) {
    run.chapters = study.chapters;
    for (Chapter& chapter : run.chapters) {
        chapter.findings = chapter_findings(chapter.key, run.figures);
    }
    std::erase_if(run.chapters, [&](const Chapter& chapter) {
        return std::ranges::none_of(run.figures, [&](const FigureResult& figure) {
            return figure.definition.chapter == chapter.key;
        });
    });
}

}  // namespace

Result<StudyRun> run_study(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                           const StudyOptions& options) {
    if (auto known = check_ids(study, options); !known) {
        return std::unexpected(known.error());
    }
    const auto window = resolve_window(warehouse, options.from, options.to);
    if (!window) {
        return std::unexpected(window.error());
    }
    StudyRun run;
    run.title = options.title;
    run.window_from = window->from;
    run.window_to = window->to;
    // Long trends first: the tables that they leave are made again for the window itself.
    if (auto done = run_history(warehouse, study, options, *window, run); !done) {
        return std::unexpected(done.error());
    }
    if (auto done = run_figures(warehouse, study, options, *window, run); !done) {
        return std::unexpected(done.error());
    }
    std::ranges::stable_sort(run.figures, {}, [&](const FigureResult& figure) {
        return std::ranges::find(study.figures, figure.definition.id, &FigureDefinition::id);
    });
    if (auto summarised = summarise(warehouse, *window, run); !summarised) {
        return std::unexpected(summarised.error());
    }
    auto tests = run_data_tests(warehouse, *window, run.figures);
    if (!tests) {
        return std::unexpected(tests.error());
    }
    run.tests = std::move(*tests);
    if (options.publication) {
        if (auto published = publish(warehouse, study, *options.publication, run); !published) {
            return std::unexpected(published.error());
        }
    }
    write_findings(study, run);
    return run;
}

}  // namespace orrery::study
