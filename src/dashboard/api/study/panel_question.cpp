#include "dashboard/api/study/panel_question.h"

#include <array>
#include <utility>

namespace orrery::dashboard {
namespace {

using study::Filter;

struct ListParameter {
    const char* name;
    std::vector<std::string> Filter::* values;
};

constexpr std::array<ListParameter, 8> lists = {{{"source_class", &Filter::source_classes},
                                                 {"author", &Filter::authors},
                                                 {"model", &Filter::models},
                                                 {"provider", &Filter::providers},
                                                 {"account", &Filter::accounts},
                                                 {"app", &Filter::apps},
                                                 {"country", &Filter::countries},
                                                 {"category", &Filter::categories}}};

}  // namespace

Result<PanelQuestion> read_panel_question(const Query& query, const Names& names) {
    Parameters parameters(query);
    PanelQuestion question;
    question.days = read_days(parameters);
    question.grain_name = parameters.choice("grain", {"week", "month", "day"});
    question.grain = question.grain_name == "day"    ? study::Grain::day
                     : question.grain_name == "week" ? study::Grain::week
                                                     : study::Grain::month;
    for (const ListParameter& list : lists) {
        question.filter.*list.values = parameters.texts(list.name);
    }
    if (const auto byok = parameters.text("byok")) {
        question.filter.is_byok = *byok == "in";
        if (*byok != "in" && *byok != "out") {
            parameters.fault("byok", "must be one of in, out");
        }
    }
    if (auto read = parameters.finish(); !read) {
        return std::unexpected(read.error());
    }
    if (query.visitor.role == Role::account) {
        if (query.visitor.account_id.empty()) {
            return fail(ErrorKind::unavailable, "records of this gateway name no account");
        }
        question.filter.accounts = {query.visitor.account_id};
    } else {
        question.filter.accounts = names.account_ids(question.filter.accounts);
    }
    return question;
}

Json filters_json(const PanelQuestion& question, const Visitor& visitor) {
    Json filters = Json::object();
    for (const ListParameter& list : lists) {
        const auto& values = question.filter.*list.values;
        const bool is_told = list.values != &Filter::accounts || visitor.role == Role::admin;
        if (!values.empty() && is_told) {
            filters[list.name] = values;
        }
    }
    if (question.filter.is_byok) {
        filters["byok"] = *question.filter.is_byok ? "in" : "out";
    }
    return filters;
}

}  // namespace orrery::dashboard
