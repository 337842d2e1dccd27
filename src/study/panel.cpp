#include "study/panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "study/figure_runner.h"
#include "study/filter/panel_tables.h"
#include "study/filter/part/part_copy.h"
#include "study/filter/part/part_coverage.h"
#include "study/filter/part/parts.h"
#include "study/filter/session/kept_tables.h"
#include "study/filter/session/whole_store.h"
#include "study/filter/session/whole_tables.h"
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
    const auto found = std::ranges::find_if(
        asked, [&](const std::string& name) { return !why_not(definition, name).empty(); });
    return found == asked.end() ? std::nullopt : std::optional(*found);
}

class Panel {
public:
    Panel(warehouse::Warehouse& warehouse, const StudyDefinition& study,
          const FigureDefinition& definition, const PanelOptions& options, Window window)
        : warehouse_(warehouse),
          study_(study),
          definition_(by_grain(definition, options.grain)),
          options_(options),
          window_(std::move(window)) {
        if (!options.filter.is_empty() || options.grain != Grain::week) {
            definition_.stated.clear();
        }
    }

    Result<FigureResult> run();

private:
    Status prepare(KeptTables& tables, const WholeKey& whole_key, PreparedStore& prepared);
    void word(FigureResult& figure) const;

    warehouse::Warehouse& warehouse_;
    const StudyDefinition& study_;
    FigureDefinition definition_;
    const PanelOptions& options_;
    Window window_;
    Coverage coverage_;
};

Result<FigureResult> Panel::run() {
    const auto key = read_whole_key(warehouse_, window_);
    auto tables = KeptTables::read(warehouse_);
    if (!key || !tables) {
        return std::unexpected(key ? tables.error() : key.error());
    }
    auto prepared = read_whole_store(warehouse_, study_, definition_, window_, *key, *tables);
    if (!prepared) {
        return std::unexpected(prepared.error());
    }
    if (!options_.filter.accounts.empty()) {
        // Which models others use is nothing that one account's panel may tell.
        prepared->stand_ins.emplace();
    }
    if (auto made = prepare(*tables, *key, *prepared); !made) {
        return std::unexpected(made.error());
    }
    FigureRunner runner(warehouse_, study_, window_, options_.effective_size);
    runner.adopt(std::move(*prepared));
    auto figure = runner.run(definition_);
    if (!figure) {
        return figure;
    }
    if (auto away = tables->take_away(); !away) {
        return std::unexpected(away.error());
    }
    figure->coverage = coverage_;
    word(*figure);
    return figure;
}

/// Lets the names of marts mean the part, and makes what the figure reads beside them.
Status Panel::prepare(KeptTables& tables, const WholeKey& whole_key, PreparedStore& prepared) {
    PanelTables panel(warehouse_, study_, definition_, options_.filter, window_, options_.grain,
                      whole_key, tables);
    const auto known_sql = panel.show_chosen(prepared);
    if (!known_sql) {
        return std::unexpected(known_sql.error());
    }
    Parts parts(warehouse_, tables, options_.filter, window_, whole_key.text_with_pruned(),
                options_.grain == Grain::week && is_by_weeks(definition_), options_.copied_max);
    auto done = parts.make(panel.marts());
    if (done) {
        done = parts.put_in_place();
    }
    if (!done) {
        return done;
    }
    auto of_part = read_part_coverage(warehouse_, tables, parts, definition_, *known_sql);
    if (!of_part) {
        return std::unexpected(of_part.error());
    }
    coverage_ = std::move(of_part->counted).value_or(prepared.coverage.of(definition_.needs));
    for (const std::string& column : of_part->unknown) {
        prepared.coverage.forget(column);
    }
    return panel.show_made(parts.key(), prepared);
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

/// Makes the tables of the whole store, and lets go of copies of generations, which some may have
/// been deleted of. REQUIRES: a transaction is open.
Status make_whole(warehouse::Warehouse& warehouse, const StudyDefinition& study,
                  const Window& window) {
    const auto key = read_whole_key(warehouse, window);
    auto tables = KeptTables::read(warehouse);
    const auto is_any = is_sampled(warehouse, window);
    if (!key || !tables || !is_any) {
        return std::unexpected(!key ? key.error() : !tables ? tables.error() : is_any.error());
    }
    if (auto dropped = PartCopy::drop(*tables); !dropped) {
        return dropped;
    }
    if (auto made = make_whole_facts(warehouse, window, *key, *tables); !made) {
        return made;
    }
    WholeTables whole(warehouse, study, window, Grain::week, *key, *tables);
    if (const auto known = whole.known_columns_sql({}); !known) {
        return std::unexpected(known.error());
    }
    std::vector<std::string> names = {"usage", "tagged", "tags", "languages", "labelled_accounts"};
    if (*is_any) {
        names.insert(names.end(), {"sampled_tagged", "sampled_tags"});
    }
    for (const std::string& name : names) {
        if (auto made = whole.make(name); !made) {
            return made;
        }
    }
    return {};
}

/// Ends a transaction as its work has ended: what a failure left half made goes with it.
Status end_transaction(warehouse::Warehouse& warehouse, Status done) {
    const auto ended = warehouse.execute(done ? "COMMIT" : "ROLLBACK");
    return done ? ended : done;
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
    const auto ended =
        end_transaction(warehouse, figure ? Status() : std::unexpected(figure.error()));
    return ended ? std::move(figure) : std::unexpected(ended.error());
}

Status prepare_panels(warehouse::Warehouse& warehouse, const StudyDefinition& study) {
    const auto window = resolve_window(warehouse, "", "");
    if (!window) {
        return window.error().kind == ErrorKind::not_found ? Status()
                                                           : std::unexpected(window.error());
    }
    if (auto begun = warehouse.execute("BEGIN TRANSACTION"); !begun) {
        return begun;
    }
    return end_transaction(warehouse, make_whole(warehouse, study, *window));
}

}  // namespace orrery::study
