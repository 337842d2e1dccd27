#include "study/store/stand_ins.h"

#include <fmt/format.h>

#include <algorithm>

namespace orrery::study {

std::string used_models_sql(const Window& window) {
    return with_window(
        "SELECT coalesce(slug, u.model) AS model, "
        "sum(coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0)) AS tokens "
        "FROM mart_usage AS u LEFT JOIN catalog_resolution AS r "
        "ON u.model = r.model AND day >= r.valid_from AND day < r.valid_to "
        "WHERE u.model IS NOT NULL AND day BETWEEN {from} AND {to} GROUP BY 1",
        window);
}

Result<StandIns> stand_ins_for(warehouse::Warehouse& warehouse, const std::string& used_models,
                               const std::vector<FigureDefinition>& figures) {
    const auto answer = warehouse.query(
        fmt::format("SELECT model FROM ({}) ORDER BY tokens DESC, model", used_models));
    if (!answer) {
        return std::unexpected(answer.error());
    }
    std::vector<std::string> unshown;  // Most used first.
    for (const auto& row : answer->rows) {
        unshown.push_back(to_text(row.front()));
    }
    std::vector<std::string> lacking;
    for (const FigureDefinition& figure : figures) {
        if (figure.kind == ChartKind::cohorts && std::erase(unshown, figure.model) == 0 &&
            std::ranges::find(lacking, figure.model) == lacking.end()) {
            lacking.push_back(figure.model);
        }
    }
    StandIns stand_ins;
    for (std::size_t at = 0; at < std::min(lacking.size(), unshown.size()); ++at) {
        stand_ins.emplace(lacking[at], unshown[at]);
    }
    return stand_ins;
}

}  // namespace orrery::study
