#include "base/format/json.h"
#include "report/json.h"

#include "study/figure_names.h"

namespace orrery::report {
namespace {

using Json = nlohmann::ordered_json;
using study::FigureResult;

Json cell_json(const Cell& cell) {
    return std::visit(
        [](const auto& value) -> Json {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>) {
                return nullptr;
            } else {
                return value;
            }
        },
        cell);
}

Json optional_json(const std::optional<double>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json chart_json(const study::FigureDefinition& definition) {
    return {{"kind", name_of(definition.kind)},    {"unit", name_of(definition.unit)},
            {"normalised", definition.normalised}, {"log_x", definition.log_x},
            {"log_y", definition.log_y},           {"x", definition.x},
            {"x_title", definition.x_title},       {"y_title", definition.y_title}};
}

/// Builds a JSON array with one element for each item of a list.
template <typename List, typename Build>
Json array_of(const List& list, Build build) {
    Json array = Json::array();
    for (const auto& item : list) array.push_back(build(item));
    return array;
}

Json rows_json(const Table& table) {
    return array_of(table.rows, [](const auto& row) { return array_of(row, cell_json); });
}

Json series_json(const study::Series& series) {
    return {{"key", series.key},
            {"label", series.label},
            {"entity", series.entity},
            {"overlay", series.overlay}};
}

Json trend_json(const study::Trend& trend) {
    Json points = Json::array();
    for (const auto& [x, y] : trend.points) points.push_back(Json::array({x, y}));
    return {{"label", trend.label}, {"points", std::move(points)}};
}

Json comparison_json(const study::Comparison& comparison) {
    return {{"claim", comparison.stated.claim},
            {"stated", comparison.stated.stated},
            {"tolerance", comparison.stated.tolerance},
            {"bound", name_of(comparison.stated.bound)},
            {"measured", optional_json(comparison.measured)},
            {"agrees", comparison.agrees},
            {"source", comparison.stated.source}};
}

/// Adds what stands beside the rows: marks, lines, numbers and coverage.
void add_annotations(Json& json, const FigureResult& figure) {
    json["partial"] = figure.partial;
    json["events"] = array_of(figure.events, [](const study::Event& event) -> Json {
        return {{"date", event.date}, {"label", event.label}, {"url", event.url}};
    });
    json["trends"] = array_of(figure.trends, trend_json);
    json["statistics"] = array_of(figure.statistics, [](const study::Statistic& item) -> Json {
        return {{"name", item.name}, {"value", optional_json(item.value)}, {"note", item.note}};
    });
    json["paper"] = array_of(figure.comparisons, comparison_json);
    json["verdicts"] = array_of(figure.verdicts, [](const study::Verdict& verdict) -> Json {
        return {{"cohort", verdict.cohort}, {"kind", verdict.kind}, {"text", verdict.text}};
    });
    json["withheld"] = figure.withheld;
    json["coverage"] = {{"generations", figure.coverage.generations},
                        {"usable", figure.coverage.usable},
                        {"scarcest", figure.coverage.scarcest},
                        {"scope", figure.coverage.scope}};
    if (!figure.coverage.from.empty()) {
        json["coverage"]["from"] = figure.coverage.from;
        json["coverage"]["to"] = figure.coverage.to;
    }
}

}  // namespace

std::string figure_json(const FigureResult& figure) {
    const auto& definition = figure.definition;
    Json json = {{"id", definition.id},
                 {"title", definition.title},
                 {"takeaway", figure.takeaway},
                 {"chapter", definition.chapter},
                 {"status", name_of(figure.status)}};
    json["missing"] = array_of(figure.missing, [](const study::MissingColumn& item) -> Json {
        return {{"column", item.column}, {"remedy", item.remedy}};
    });
    json["chart"] = chart_json(definition);
    json["definition"] = definition.definition;
    json["denominator"] = definition.denominator;
    json["notes"] = definition.notes;
    json["captions"] = figure.captions;
    json["columns"] = figure.table.columns;
    json["rows"] = rows_json(figure.table);
    json["series"] = array_of(figure.series, series_json);
    add_annotations(json, figure);
    json["sql"] = definition.sql;
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace orrery::report
