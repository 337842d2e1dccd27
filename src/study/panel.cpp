#include "study/panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "study/figure_runner.h"
#include "study/filter/panel_tables.h"
#include "study/filter/part_coverage.h"
#include "study/filter/parts.h"
#include "study/filter/tables.h"

namespace orrery::study {
namespace {

/// A figure of no rows, and why.
FigureResult undrawn(const FigureDefinition& definition, FigureStatus status,
                     const std::string& caption = {}) {
    FigureResult figure;
    figure.definition = definition;
    figure.status = status;
    figure.takeaway = definition.title;
    if (!caption.empty()) {
        figure.captions.push_back(caption);
    }
    return figure;
}

/// Returns the first thing asked for that the figure cannot take.
std::optional<std::string> unfit(const FigureDefinition& definition, const PanelOptions& options) {
    auto asked = options.filter.dimensions();
    if (options.grain != Grain::week) {
        asked.emplace_back("grain");
    }
    const auto possible = filters_of(definition);
    const auto found = std::ranges::find_if(asked, [&](const std::string& name) {
        return std::ranges::find(possible, name) == possible.end();
    });
    return found == asked.end() ? std::nullopt : std::optional(*found);
}

class Panel {
public:
    Panel(warehouse::Warehouse& warehouse, const StudyDefinition& study,
          const FigureDefinition& definition, const PanelOptions& options, Window window)
        : warehouse_(warehouse),
          study_(study),
          definition_(by_grain(definition, options.grain)),
          marts_(options.filter.is_empty() ? std::set<std::string>() : marts_of(definition)),
          options_(options),
          window_(window),
          parts_(warehouse, options.filter, std::move(window)) {
        if (!options.filter.is_empty() || options.grain != Grain::week) {
            definition_.stated.clear();
        }
    }

    Result<FigureResult> run();

private:
    Status prepare(PreparedStore& prepared);
    void word(FigureResult& figure) const;

    warehouse::Warehouse& warehouse_;
    const StudyDefinition& study_;
    FigureDefinition definition_;
    std::set<std::string> marts_;  ///< Those of which a part is read.
    const PanelOptions& options_;
    Window window_;
    Parts parts_;
    Coverage coverage_;
};

Result<FigureResult> Panel::run() {
    auto prepared = read_whole_store(warehouse_, study_, definition_, window_);
    if (!prepared) {
        return std::unexpected(prepared.error());
    }
    if (!options_.filter.accounts.empty()) {
        // Which models others use is nothing that one account's panel may tell.
        prepared->stand_ins.emplace();
    }
    if (auto made = prepare(*prepared); !made) {
        return std::unexpected(made.error());
    }
    FigureRunner runner(warehouse_, study_, window_, options_.effective_size);
    runner.adopt(std::move(*prepared));
    auto figure = runner.run(definition_);
    if (!figure) {
        return figure;
    }
    if (auto away = parts_.take_away(); !away) {
        return std::unexpected(away.error());
    }
    figure->coverage = coverage_;
    word(*figure);
    return figure;
}

/// Lets the names of marts mean the part, and makes what the figure reads beside them.
Status Panel::prepare(PreparedStore& prepared) {
    auto done = parts_.make(marts_);
    if (done) {
        done = parts_.put_in_place();
    }
    if (!done) {
        return done;
    }
    auto of_part = read_part_coverage(warehouse_, parts_, definition_, marts_);
    if (!of_part) {
        return std::unexpected(of_part.error());
    }
    coverage_ = std::move(of_part->counted).value_or(prepared.coverage.of(definition_.needs));
    for (const std::string& column : of_part->unknown) {
        prepared.coverage.forget(column);
    }
    return make_panel_tables(warehouse_, study_, definition_, window_, options_.grain, parts_.key(),
                             prepared);
}

void Panel::word(FigureResult& figure) const {
    if (options_.grain != Grain::week && figure.status == FigureStatus::drawn) {
        figure.takeaway = worded_by(figure.takeaway, options_.grain);
        figure.captions.push_back(fmt::format("By {}.", name_of(options_.grain)));
    }
    if (definition_.kind == ChartKind::cohorts && !options_.from.empty()) {
        figure.captions.emplace_back(
            "Accounts are followed from the store's first day on, for they are new only once.");
    }
}

}  // namespace

Result<FigureResult> run_panel(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                               const PanelOptions& options) {
    const auto definition = std::ranges::find(study.figures, options.figure, &FigureDefinition::id);
    if (definition == study.figures.end()) {
        return fail(ErrorKind::not_found, fmt::format("there is no figure '{}'", options.figure));
    }
    const auto window = resolve_window(warehouse, options.from, options.to);
    if (!window && window.error().kind != ErrorKind::not_found) {
        return std::unexpected(window.error());
    }
    if (const auto name = unfit(*definition, options)) {
        return undrawn(*definition, FigureStatus::not_applicable, why_not(*definition, *name));
    }
    if (!window) {
        return undrawn(*definition, FigureStatus::no_data);
    }
    if (auto begun = warehouse.execute("BEGIN TRANSACTION"); !begun) {
        return std::unexpected(begun.error());
    }
    auto figure = Panel(warehouse, study, *definition, options, *window).run();
    // Whatever a failed panel left half made goes with its transaction.
    const auto ended = warehouse.execute(figure ? "COMMIT" : "ROLLBACK");
    if (figure && !ended) {
        return std::unexpected(ended.error());
    }
    return figure;
}

}  // namespace orrery::study
