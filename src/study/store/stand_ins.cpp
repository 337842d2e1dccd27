#include "study/store/stand_ins.h"

#include <algorithm>

namespace orrery::study {

Result<StandIns> stand_ins_for(warehouse::Warehouse& warehouse,
                               const std::vector<FigureDefinition>& figures) {
    const auto answer = warehouse.query(
        "SELECT model FROM usage WHERE model IS NOT NULL GROUP BY model "
        "ORDER BY sum(tokens) DESC, model");
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
