#include "study/runner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <ranges>

#include "base/embedded.h"
#include "study/data_tests.h"
#include "study/reading/comparison.h"
#include "study/reading/takeaway.h"
#include "study/statistics/transforms.h"
#include "study/store/coverage.h"
#include "study/store/series.h"
#include "study/store/summary.h"
#include "study/store/window.h"

namespace orrery::study {
namespace {

/// Runs one figure after the other against the tables that `prepare` has made.
class Runner {
public:
    Runner(warehouse::Warehouse& warehouse, const StudyDefinition& study, Window window)
        : warehouse_(warehouse), study_(study), window_(std::move(window)) {}

    Status prepare() {
        if (auto made = warehouse_.execute(usage_table_sql(study_.usage_view, window_)); !made) {
            return made;
        }
        if (auto made = warehouse_.execute(complete_weeks_sql(window_)); !made) {
            return made;
        }
        auto coverage = StoreCoverage::read(warehouse_, window_);
        if (!coverage) {
            return std::unexpected(coverage.error());
        }
        coverage_ = std::move(*coverage);
        auto names = display_names(warehouse_);
        if (!names) {
            return std::unexpected(names.error());
        }
        names_ = std::move(*names);
        return {};
    }

    Result<FigureResult> run(const FigureDefinition& definition) {
        FigureResult figure;
        figure.definition = definition;
        figure.takeaway = definition.title;
        figure.coverage = coverage_.of(definition.needs);
        for (const std::string& column : coverage_.missing(definition.needs)) {
            const auto remedy = study_.remedies.find(column);
            figure.missing.push_back(
                {column, remedy == study_.remedies.end() ? "" : remedy->second});
        }
        if (!figure.missing.empty()) {
            figure.status = FigureStatus::missing_columns;
            return figure;
        }
        if (auto filled = fill(figure); !filled) {
            Error error = filled.error();
            error.where = definition.id + (error.where.empty() ? "" : ": " + error.where);
            return std::unexpected(std::move(error));
        }
        return figure;
    }

private:
    Status fill(FigureResult& figure) {
        const FigureDefinition& definition = figure.definition;
        auto table = warehouse_.query(definition.sql);
        if (!table) {
            return std::unexpected(table.error());
        }
        figure.table = std::move(*table);
        for (const StatisticQuery& query : definition.statistics) {
            const auto value = warehouse_.query(query.sql);
            if (!value) {
                return std::unexpected(value.error());
            }
            const bool has_value =
                !value->rows.empty() && !std::holds_alternative<std::monostate>(value->rows[0][0]);
            figure.statistics.push_back(
                {query.name,
                 has_value ? std::optional(number_or(value->rows[0][0], 0)) : std::nullopt,
                 query.note});
        }
        if (figure.table.rows.empty()) {
            figure.status = FigureStatus::no_data;
            return {};
        }
        if (auto checked = check_columns(figure); !checked) {
            return checked;
        }
        for (const std::string& transform : definition.transforms) {
            if (auto applied = apply_transform(transform, figure); !applied) {
                return applied;
            }
        }
        if (figure.table.rows.empty()) {
            figure.status = FigureStatus::no_data;
            return {};
        }
        figure.partial = partial_values(figure, window_);
        figure.series = series_of(figure, names_);
        figure.events = events_of(figure);
        compare_with_paper(figure);
        figure.takeaway = write_takeaway(figure);
        return {};
    }

    static Status check_columns(const FigureResult& figure) {
        const FigureDefinition& definition = figure.definition;
        std::vector<std::string> expected = definition.x;
        if (definition.kind != ChartKind::table) {
            expected.insert(expected.end(), {"series", "value", "lower", "upper", "n"});
        }
        const auto& columns = figure.table.columns;
        const bool fits =
            definition.kind == ChartKind::table
                ? std::ranges::equal(expected, columns | std::views::take(expected.size()))
                : columns == expected;
        if (!fits) {
            return fail(ErrorKind::bad_input,
                        fmt::format("the query yields {}", fmt::join(columns, ", ")), "query.sql",
                        fmt::format("it must yield {}", fmt::join(expected, ", ")));
        }
        return {};
    }

    std::vector<Event> events_of(const FigureResult& figure) {
        std::vector<Event> events;
        if (figure.definition.events.empty()) {
            return events;
        }
        std::vector<std::string> ids;
        for (const std::string& id : figure.definition.events) {
            ids.push_back("'" + id + "'");
        }
        const auto rows = warehouse_.query(fmt::format(
            "SELECT CAST(date AS VARCHAR), label, coalesce(url, '') FROM catalog_events "
            "WHERE id IN ({}) AND date BETWEEN DATE '{}' AND DATE '{}' ORDER BY date, id",
            fmt::join(ids, ", "), window_.from, window_.to));
        if (rows) {
            for (const auto& row : rows->rows) {
                events.push_back({to_text(row[0]), to_text(row[1]), to_text(row[2])});
            }
        }
        return events;
    }

    warehouse::Warehouse& warehouse_;
    const StudyDefinition& study_;
    Window window_;
    StoreCoverage coverage_;
    DisplayNames names_;
};

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
    Runner runner(warehouse, study, window);
    if (auto prepared = runner.prepare(); !prepared) {
        return prepared;
    }
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
            figure->captions.push_back(
                fmt::format("Drawn from {}, before the window of the other figures.", window.from));
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

/// A chapter's findings are the takeaways of its drawn figures.
void write_findings(const StudyDefinition& study, StudyRun& run) {
    run.chapters = study.chapters;
    for (Chapter& chapter : run.chapters) {
        for (const FigureResult& figure : run.figures) {
            if (figure.definition.chapter == chapter.key && figure.status == FigureStatus::drawn) {
                chapter.findings.push_back(figure.takeaway);
            }
        }
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
    write_findings(study, run);
    if (auto summarised = summarise(warehouse, *window, run); !summarised) {
        return std::unexpected(summarised.error());
    }
    auto tests = run_data_tests(warehouse, *window, run.figures);
    if (!tests) {
        return std::unexpected(tests.error());
    }
    run.tests = std::move(*tests);
    return run;
}

}  // namespace orrery::study
