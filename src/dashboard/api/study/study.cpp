#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/embedded.h"
#include "base/format/directives.h"
#include "dashboard/api/answer.h"
#include "dashboard/api/names.h"
#include "dashboard/api/pages.h"
#include "dashboard/api/parameters.h"
#include "dashboard/api/reach.h"
#include "dashboard/api/study/panel_question.h"
#include "gateway/pages/moment.h"
#include "report/json.h"
#include "study/figure_names.h"
#include "study/panel.h"

namespace orrery::dashboard {
namespace {

constexpr std::string_view csv_ending = ".csv";

Json window_json(const std::optional<Days>& days) {
    return {{"from", days ? Json(gateway::day_text(days->first)) : Json(nullptr)},
            {"to", days ? Json(gateway::day_text(days->last)) : Json(nullptr)}};
}

/// A figure on one model says its name in its texts.
std::string title_of(const study::FigureDefinition& figure, const Names& names) {
    return replaced(figure.title, "{model}", names.of(Subject::model, figure.model));
}

Json study_json(const Context& context, const Reach& reach, const Names& names) {
    Json chapters = Json::array();
    for (const study::Chapter& chapter : context.study.chapters) {
        chapters.push_back({{"key", chapter.key}, {"title", chapter.title}});
    }
    Json figures = Json::array();
    for (const study::FigureDefinition& figure : context.study.figures) {
        figures.push_back({{"id", figure.id},
                           {"title", title_of(figure, names)},
                           {"chapter", figure.chapter},
                           {"kind", study::name_of(figure.kind)},
                           {"filters", study::filters_of(figure)}});
    }
    return {{"as_of", moment_json(reach.newest_us)},
            {"version", version},
            {"window", window_json(reach.days)},
            {"chapters", std::move(chapters)},
            {"figures", std::move(figures)}};
}

/// Computes the figure; one whose window holds nothing that the visitor may see has no data.
Result<study::FigureResult> panel_of(warehouse::Store& store, const Context& context,
                                     const study::FigureDefinition& definition,
                                     const PanelQuestion& question, const Reach& reach) {
    study::FigureResult nothing;
    nothing.definition = definition;
    nothing.takeaway = definition.title;
    nothing.status = study::FigureStatus::no_data;
    if (!reach.days) {
        return nothing;
    }
    const Days window = question.days.within(*reach.days);
    if (window.first > reach.days->last || window.last < reach.days->first ||
        window.last < window.first) {
        return nothing;
    }
    study::PanelOptions options;
    options.figure = definition.id;
    options.from = gateway::day_text(window.first);
    options.to = gateway::day_text(window.last);
    options.filter = question.filter;
    options.grain = question.grain;
    auto figure = study::run_panel(store, context.study, options);
    if (!figure && figure.error().kind == ErrorKind::not_found) {
        return nothing;
    }
    return figure;
}

/// How many generations the store holds is not for an account to know: where coverage is not that
/// of its own, the numbers are left out.
void write_coverage(Json& json, const Visitor& visitor) {
    Json& coverage = json["coverage"];
    if (!coverage.contains("scope")) {
        coverage["scope"] = "store";
    }
    if (visitor.role == Role::account && coverage["scope"] != "filtered") {
        coverage["generations"] = nullptr;
        coverage["usable"] = nullptr;
    }
}

Json figure_answer(const study::FigureResult& figure, const PanelQuestion& question,
                   const Reach& reach, const Visitor& visitor) {
    Json json = Json::parse(report::figure_json(figure), nullptr, false);
    write_coverage(json, visitor);
    json["as_of"] = moment_json(reach.newest_us);
    json["version"] = version;
    json["window"] =
        window_json(reach.days ? std::optional(question.days.within(*reach.days)) : std::nullopt);
    json["grain"] = question.grain_name;
    json["filters"] = filters_json(question, visitor);
    return json;
}

/// Writes the rows as the report's CSV has them; a figure without data is its header.
gateway::SiteAnswer csv_answer(const study::FigureResult& figure) {
    const study::FigureDefinition& definition = figure.definition;
    if (figure.status == study::FigureStatus::not_applicable) {
        return answer_error(400, figure.captions.empty() ? "This figure does not take these filters"
                                                         : figure.captions.front());
    }
    Table table = figure.table;
    if (table.columns.empty()) {
        table.columns = definition.x;
        if (definition.kind != study::ChartKind::table) {
            for (const char* column : {"series", "value", "lower", "upper", "n"}) {
                if (definition.kind != study::ChartKind::cohorts ||
                    std::string_view(column) != "series") {
                    table.columns.emplace_back(column);
                }
            }
        }
    }
    gateway::SiteAnswer answer;
    answer.content_type = "text/csv; charset=utf-8";
    answer.body = to_csv(table);
    answer.fields.emplace_back("Content-Disposition",
                               fmt::format("attachment; filename=\"{}.csv\"", definition.id));
    return answer;
}

}  // namespace

gateway::SiteAnswer study_page(const Query& query, Context& context) {
    Parameters parameters(query);
    if (auto read = parameters.finish(); !read) {
        return answer_error(read.error());
    }
    Result<Reach> reach;
    const auto read = context.read_store([&](warehouse::Store& store) -> Status {
        reach = read_reach(store, query.visitor);
        return reach ? Status{} : std::unexpected(reach.error());
    });
    if (!read) {
        return answer_error(read.error());
    }
    return answer_json(study_json(context, *reach, Names(context, query.visitor)));
}

gateway::SiteAnswer figure_page(const Query& query, Context& context) {
    std::string id = query.parts.back();
    const bool is_csv = id.ends_with(csv_ending);
    if (is_csv) {
        id.resize(id.size() - csv_ending.size());
    }
    const auto& figures = context.study.figures;
    const auto definition = std::ranges::find(figures, id, &study::FigureDefinition::id);
    if (definition == figures.end()) {
        return answer_error(404, "There is no such figure; /api/study lists them");
    }
    const Names names(context, query.visitor);
    const auto question = read_panel_question(query, names);
    if (!question) {
        return answer_error(question.error());
    }
    if (!question->filter.accounts.empty() && query.visitor.role == Role::viewer) {
        return answer_error(403, "account: only an administrator sees accounts");
    }
    Result<study::FigureResult> figure;
    Reach reach;
    const auto read = context.read_store([&](warehouse::Store& store) -> Status {
        const auto found = read_reach(store, query.visitor);
        if (!found) {
            return std::unexpected(found.error());
        }
        reach = *found;
        figure = panel_of(store, context, *definition, *question, reach);
        return figure ? Status{} : std::unexpected(figure.error());
    });
    if (!read) {
        return answer_error(read.error());
    }
    return is_csv ? csv_answer(*figure)
                  : answer_json(figure_answer(*figure, *question, reach, query.visitor));
}

}  // namespace orrery::dashboard
