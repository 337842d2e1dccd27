#include "study/figure_runner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>

#include "base/format/directives.h"
#include "study/filter/tables.h"
#include "study/reading/comparison.h"
#include "study/reading/takeaway.h"
#include "study/statistics/retention/cohort_figure.h"
#include "study/statistics/transforms.h"
#include "study/store/activity.h"
#include "warehouse/retention.h"

namespace orrery::study {
namespace {

Status check_columns(const FigureResult& figure) {
    const FigureDefinition& definition = figure.definition;
    if (definition.kind == ChartKind::cohorts) {
        return {};
    }
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

}  // namespace

Status FigureRunner::prepare() {
    if (auto made = warehouse_.execute(usage_table_sql(study_.usage_view, window_)); !made) {
        return made;
    }
    if (auto made = warehouse_.execute(complete_weeks_sql(window_)); !made) {
        return made;
    }
    const auto calibrated = make_weights(warehouse_, study_, window_);
    if (!calibrated) {
        return std::unexpected(calibrated.error());
    }
    prepared_.pooled_tokens = *calibrated;
    auto coverage = StoreCoverage::read(warehouse_, window_);
    if (!coverage) {
        return std::unexpected(coverage.error());
    }
    prepared_.coverage = std::move(*coverage);
    auto names = display_names(warehouse_);
    if (!names) {
        return std::unexpected(names.error());
    }
    prepared_.names = std::move(*names);
    return {};
}

Result<FigureResult> FigureRunner::run(const FigureDefinition& definition) {
    FigureResult figure;
    figure.definition = definition;
    figure.takeaway = definition.title;
    figure.window_from = window_.from;
    figure.coverage = prepared_.coverage.of(definition.needs);
    for (const std::string& column : prepared_.coverage.missing(definition.needs)) {
        const auto remedy = study_.remedies.find(column);
        figure.missing.push_back({column, remedy == study_.remedies.end() ? "" : remedy->second});
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

Status FigureRunner::fill(FigureResult& figure) {
    const FigureDefinition& definition = figure.definition;
    const bool is_of_labels = std::ranges::any_of(definition.needs, is_label_column);
    if (is_of_labels) {
        if (auto prepared = prepare_labels(); !prepared) {
            return prepared;
        }
    }
    figure.definition.sql = with_parameters(
        definition.sql, is_of_labels ? prepared_.labelled->window : window_, definition);
    const bool is_of_cohorts = definition.kind == ChartKind::cohorts;
    if (auto read = is_of_cohorts ? read_cohorts(figure) : read_rows(figure); !read) {
        return read;
    }
    if (figure.table.rows.empty()) {
        figure.status = FigureStatus::no_data;
        return {};
    }
    for (const std::string& transform : definition.transforms) {
        if (auto applied = apply_transform(transform, figure); !applied) {
            return applied;
        }
    }
    if (auto checked = check_columns(figure); !checked) {
        return checked;
    }
    if (figure.table.rows.empty()) {
        figure.status = FigureStatus::no_data;
        return {};
    }
    if (is_of_labels && prepared_.is_sampled) {
        const auto added =
            add_intervals(warehouse_, prepared_.labelled->window, effective_size_, figure);
        if (!added) {
            return added;
        }
        if (auto caption = calibration_caption(prepared_.pooled_tokens); !caption.empty()) {
            figure.captions.push_back(std::move(caption));
        }
    }
    const bool leaves_others_out = words_of(definition).contains("is_other");
    if (is_of_labels && prepared_.labelled->other_share > 0 && leaves_others_out) {
        figure.captions.push_back(other_caption(*prepared_.labelled));
    }
    figure.partial = partial_values(figure, is_of_labels ? prepared_.labelled->window : window_);
    figure.series = series_of(figure, prepared_.names);
    std::ranges::move(events_of(figure), std::back_inserter(figure.events));
    compare_with_paper(figure);
    figure.takeaway = write_takeaway(figure);
    return {};
}

/// Reads the rows of the figure's query and the numbers beside them.
Status FigureRunner::read_rows(FigureResult& figure) {
    auto table = warehouse_.query(figure.definition.sql);
    if (!table) {
        return std::unexpected(table.error());
    }
    figure.table = std::move(*table);
    for (const StatisticQuery& query : figure.definition.statistics) {
        const auto value = warehouse_.query(with_parameters(query.sql, window_, figure.definition));
        if (!value) {
            return std::unexpected(value.error());
        }
        const bool has_value =
            !value->rows.empty() && !std::holds_alternative<std::monostate>(value->rows[0][0]);
        figure.statistics.push_back(
            {query.name, has_value ? std::optional(number_or(value->rows[0][0], 0)) : std::nullopt,
             query.note});
    }
    return {};
}

/// Reads the retention of the figure's model, or of another where the store has none of it.
Status FigureRunner::read_cohorts(FigureResult& figure) {
    if (!prepared_.stand_ins) {
        auto stand_ins = stand_ins_for(warehouse_, used_models_sql(window_), study_.figures);
        if (!stand_ins) {
            return std::unexpected(stand_ins.error());
        }
        prepared_.stand_ins = std::move(*stand_ins);
    }
    FigureDefinition& definition = figure.definition;
    const std::string wanted = definition.model;
    if (const auto other = prepared_.stand_ins->find(wanted); other != prepared_.stand_ins->end()) {
        definition.model = other->second;
        definition.stated.clear();
        definition.notes.clear();
        figure.captions.push_back(fmt::format("The paper shows {}, which this store does not have.",
                                              prepared_.names.model(wanted)));
    }
    for (std::string* text : {&definition.title, &definition.definition, &definition.denominator}) {
        *text = replaced(std::move(*text), "{model}", prepared_.names.model(definition.model));
    }
    figure.takeaway = definition.title;
    definition.sql = activity_sql(definition.model, window_);
    const auto activity = read_activity(warehouse_, definition.model, window_);
    if (!activity) {
        return std::unexpected(activity.error());
    }
    fill_cohorts(figure, *activity);
    const auto pruned = warehouse::pruned_before(warehouse_);
    if (pruned && !pruned->empty()) {
        figure.captions.push_back(fmt::format(
            "Single generations before {} were pruned: of a month before, of which only "
            "some days count, none does.",
            *pruned));
    }
    return pruned ? Status() : std::unexpected(pruned.error());
}

Status FigureRunner::prepare_labels() {
    if (prepared_.labelled) {
        return {};
    }
    if (auto made = warehouse_.execute(label_tables_sql(study_, window_)); !made) {
        return made;
    }
    auto labelled = read_labelled_part(warehouse_, window_);
    if (!labelled) {
        return std::unexpected(labelled.error());
    }
    prepared_.labelled = std::move(*labelled);
    const auto sampled = make_sampled_tables(warehouse_, study_, window_);
    if (!sampled) {
        return std::unexpected(sampled.error());
    }
    prepared_.is_sampled = *sampled;
    return warehouse_.execute(complete_tagged_weeks_sql(prepared_.labelled->window));
}

std::vector<Event> FigureRunner::events_of(const FigureResult& figure) {
    std::vector<Event> events;
    if (figure.definition.events.empty()) {
        return events;
    }
    std::vector<std::string> ids;
    for (const std::string& id : figure.definition.events) {
        ids.push_back("'" + id + "'");
    }
    const auto rows = warehouse_.query(
        fmt::format("SELECT CAST(date AS VARCHAR), label, coalesce(url, '') FROM catalog_events "
                    "WHERE id IN ({}) AND date BETWEEN DATE '{}' AND DATE '{}' ORDER BY date, id",
                    fmt::join(ids, ", "), window_.from, window_.to));
    if (rows) {
        for (const auto& row : rows->rows) {
            events.push_back({to_text(row[0]), to_text(row[1]), to_text(row[2])});
        }
    }
    return events;
}

}  // namespace orrery::study
